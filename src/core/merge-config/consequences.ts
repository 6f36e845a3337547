import type { Problem } from './yaml-problem.ts'

const isSyntax = ({ code }: Problem): boolean => code === 'config-not-yaml'

/** Whether the parser may take what follows for something else than was meant. */
export const isBreaking = (problem: Problem): boolean => isSyntax(problem) || problem.code === 'config-tab'

/** Problems in the order of the text, without those of the syntax that follow another: they mostly come from it. */
export function withoutConsequences(problems: readonly Problem[]): readonly Problem[] {
  const sorted = problems.toSorted((a, b) => a.at - b.at)
  const first = sorted.find(isBreaking)
  const isTold = (each: Problem, index: number) => sorted[index - 1]?.at === each.at && !isSyntax(each)
  return sorted.filter((each, index) => (isSyntax(each) ? each === first : !isTold(each, index)))
}
