/** The dtypes that mergekit knows by name. */
export const dtypeNames: readonly string[] = ['bfloat16', 'float16', 'float32', 'float64', 'int64']

/** The name that mergekit reads from a text such as `torch.float32`. */
export const withoutTorch = (text: string): string => text.replace(/^torch\./, '')
