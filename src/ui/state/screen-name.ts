export type ScreenName = 'home' | 'donors' | 'recipe' | 'run' | 'result'
export const screenNames: readonly ScreenName[] = ['home', 'donors', 'recipe', 'run', 'result']
