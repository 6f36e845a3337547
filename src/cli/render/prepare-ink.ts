/** What React and chalk, through which Ink colours, read from the environment once, when they are loaded. */
export function prepareInk(env: NodeJS.ProcessEnv, colour: boolean): void {
  if (!colour) env.FORCE_COLOR = '0'
  // React's build for development costs half as much again for each frame.
  env.NODE_ENV ??= 'production'
}
