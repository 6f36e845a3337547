/** A phrase as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A sentence as one goes on with it. */
export const uncapital = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
