export { givingBackTheTerminal, listenForSuspend, suspend } from '../../adapters/machine/suspend.ts'
