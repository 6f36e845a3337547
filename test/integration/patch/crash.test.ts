import { crashTests } from '../../support/crash-cases.ts'

// Seeded: a few steps out of each stretch of the way. All of them are in crash.soak.test.ts.
crashTests([3, 8, 11, 14, 17])
