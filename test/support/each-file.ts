import process from 'node:process'
import { afterAll } from 'vitest'
import { repositoryRoot } from './python.ts'

/** Test files share a process, one after the other: none leaves it in a folder of its own, which is gone by then. */
afterAll(() => process.chdir(repositoryRoot))
