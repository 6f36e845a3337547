import axe from 'axe-core'
import type { Page } from 'playwright-core'
import type { RunResult } from '../../src/core/contract/run.ts'
import { reportPage } from '../../src/core/report-page/page.ts'
import { openBrowser } from './browser.ts'

export interface OpenReport {
  readonly page: Page
  /** What went wrong in it, and what it asked the network for. */
  readonly errors: readonly string[]
  readonly bytes: number
}

export interface Pages {
  /** The report of a run in a page of its own, made in memory. */
  open(result: RunResult): Promise<OpenReport>
  /** An expression in JavaScript of each element, `it`. */
  each<Value = string>(page: Page, selector: string, expression: string): Promise<readonly Value[]>
  /** What axe finds: the rule and the first element that breaks it. */
  barriers(page: Page): Promise<readonly string[]>
  close(): Promise<void>
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** One browser for all pages of a test file. */
export async function reportPages(): Promise<Pages> {
  const browser = await openBrowser()
  return {
    open: async (result) => {
      const text = reportPage(result)
      const page = await browser.newPage()
      const errors: string[] = []
      page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())))
      page.on('pageerror', (error) => void errors.push(String(error)))
      page.on('request', (request) => void errors.push(`asked for ${request.url()}`))
      await page.setContent(text)
      return { page, errors, bytes: Buffer.byteLength(text) }
    },
    each: (page, selector, expression) =>
      page.evaluate(`[...document.querySelectorAll('${selector}')].map((it) => ${expression})`),
    barriers: async (page) => {
      await page.evaluate(axe.source)
      const violations = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)')
      return violations.map(({ id, nodes: [first] }) => `${id}: ${first?.html} ${first?.failureSummary}`)
    },
    close: () => browser.close(),
  }
}
