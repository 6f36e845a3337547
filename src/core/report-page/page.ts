import type { RunResult } from '../contract/run.ts'
import { formatSeconds } from '../text/units.ts'
import { nodeLines } from '../view/node-lines.ts'
import { clientData } from './client-data.ts'
import { headline } from './headline-section.ts'
import { heatmapSection } from './heatmap-section.ts'
import { breakable, html, jsonScript, Markup } from './html.ts'
import { scatterSection } from './scatter-section.ts'
import { script } from './script/script.ts'
import { shareSection } from './share-section.ts'
import { similaritySection } from './similarity-section.ts'
import { style } from './style/style.ts'
import { checksSection, donorSection, faultsSection, findingsSection } from './tables.ts'
import { verdictSection } from './verdict-section.ts'
import { vocabularySection } from './vocabulary-section.ts'
import { whatIfSection } from './what-if-section.ts'

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * The report of a run as one HTML file: no network, any browser, keyboard and screen reader, light and dark.
 * Names and tokens are data and stay text, whatever they hold.
 */
export function reportPage(result: RunResult): string {
  const sections: readonly (Markup | null)[] = [
    verdictSection(result.shareOfVoice),
    shareSection(result),
    whatIfSection(result),
    heatmapSection(result.shareOfVoice),
    similaritySection(result.shareOfVoice),
    scatterSection(result.shareOfVoice),
    vocabularySection(result),
    findingsSection(result.inspect),
    checksSection(result.verify),
    faultsSection(result.faults ?? []),
    donorSection(result.inspect),
    provenance(result),
  ]
  return html`${new Markup('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>mergescope: ${result.output}</title>
${new Markup(`<style>${style}</style>`)}</head><body>
<header><h1>${breakable(result.output)}</h1>${headline(result)}${navigation(sections)}</header>
<main>${sections}</main><div id="tip" role="tooltip" hidden></div>${jsonScript('data', clientData(result))}${new Markup(`<script>${script}</script>`)}</body></html>
`.text
}

/** Links to the sections that are there, read off their own headings. */
function navigation(sections: readonly (Markup | null)[]): Markup {
  const titles = sections.flatMap((section) => {
    const heading = /<section id="([\w-]+)"[^>]*><h2>([^<]+)</.exec(section?.text ?? '')
    return heading ? [{ id: heading[1]!, title: heading[2]! }] : []
  })
  return html`<nav aria-label="sections"><ul>${titles.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`
}

function provenance(result: RunResult): Markup {
  const { config, versions, commits = {}, timings } = result
  return html`<section id="provenance"><h2>Config and provenance</h2><pre tabindex="0">${config}</pre><dl>
${Object.entries(versions).map(([name, version]) => html`<dt>${name}</dt><dd>${version}</dd>`)}
${Object.entries(commits).map(([name, commit]) => html`<dt>${name}</dt><dd>commit ${commit}</dd>`)}
${timings.map(({ stage, seconds }) => html`<dt>${stage}</dt><dd>${formatSeconds(seconds)}</dd>`)}
${nodeLines(result).map(({ node, merged }) => html`<dt>merged on ${node}</dt><dd>${merged}</dd>`)}</dl></section>`
}
