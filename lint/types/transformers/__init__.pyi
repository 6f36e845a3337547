# What is read of transformers, by mergekit and by us, from where it is defined: transformers itself imports every model
# that it has for a type checker, which takes longer than to check all of ours.
from transformers.configuration_utils import PretrainedConfig as PretrainedConfig
from transformers.modeling_utils import PreTrainedModel as PreTrainedModel
from transformers.models.auto.configuration_auto import CONFIG_MAPPING as CONFIG_MAPPING
from transformers.models.auto.configuration_auto import AutoConfig as AutoConfig
from transformers.models.auto.tokenization_auto import AutoTokenizer as AutoTokenizer
from transformers.tokenization_utils_base import PreTrainedTokenizerBase as PreTrainedTokenizerBase

__version__: str
