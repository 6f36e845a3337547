/** More rows than the vocabulary of any model has; whoever makes as many as a file asks for stops there. */
export const mostRows = 16_000_000
