/** The devices that a merge can be computed on, in words. */
export const devices = 'auto, cpu, cuda, cuda:N; several GPUs: cuda:0,cuda:1 or cuda:all'

/** Whether a text names a device as torch calls it, or of GPUs several of them or all. */
export const isDevice = (text: string): boolean => /^(auto|cpu|cuda(:all)?|cuda:\d+(,cuda:\d+)*)$/.test(text)
