import { crashTests, everyStep } from '../../support/crash-cases.ts'

crashTests([...everyStep()])
