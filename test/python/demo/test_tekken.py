"""The demo's tokenizer is Tekken: mistral-common's own tokenizer is the judge."""

import random

import pytest
from mergescope.demo import tekken as demo
from mergescope.demo.byte_level import tokenizer_files
from mistral_common.tokens.tokenizers.tekken import Tekkenizer
from transformers import AutoTokenizer

CHATML = ("<|im_start|>", "<|im_end|>")
TEXTS = [
    "Hello world",
    "  two  spaces\n\n\tand a tab, don't I'LL we've",
    "日本語のテキスト、漢字かな混じり文。中文字符测试 한국어 텍스트",
    "👩‍👩‍👧‍👦 emoji 🤖🏽 🇨🇭",
    "def f(x):\n    return {k: v**2 for k, v in x.items()}  # ok\r\n",
    "naïve café ÀÉÎõü ẞ ﬁ ½ ²³ 1234567890 ١٢٣",
    "مرحبا بالعالم עברית हिन्दी ไทย",
    "a" * 300,
    "\u3000\u2028\u200b\u00a0 x \x00\x01\ufeff",
    "https://example.org/a?b=c&d=%20#frag",
]


@pytest.fixture(scope="module")
def pairs():
    return demo.tekken()


@pytest.fixture(scope="module")
def tokenizer(pairs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tekken")
    for name, data in tokenizer_files(pairs, CHATML).items():
        (folder / name).write_bytes(data)
    return AutoTokenizer.from_pretrained(folder)


@pytest.fixture(scope="module")
def original():
    return Tekkenizer.from_file(str(demo.source_path()))


def test_is_a_fast_tokenizer_of_131072_tokens_and_what_was_added(tokenizer):
    assert tokenizer.is_fast
    assert len(tokenizer) == 131_072 + 2
    assert tokenizer.convert_tokens_to_ids(list(CHATML)) == [131_072, 131_073]


def test_has_the_control_tokens_of_nemo_at_their_ids(tokenizer):
    names = (
        "<unk> <s> </s> [INST] [/INST] [AVAILABLE_TOOLS] [/AVAILABLE_TOOLS] [TOOL_RESULTS] [/TOOL_RESULTS] "
        "[TOOL_CALLS] <pad> [PREFIX] [MIDDLE] [SUFFIX] <SPECIAL_14>"
    ).split()
    assert tokenizer.convert_ids_to_tokens(list(range(15))) == names
    assert tokenizer.convert_ids_to_tokens([999]) == ["<SPECIAL_999>"]
    assert (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id) == (1, 2, 10)


@pytest.mark.parametrize("text", TEXTS)
def test_encodes_and_decodes_as_the_original_does(text, tokenizer, original):
    ids = tokenizer.encode(text, add_special_tokens=False)
    assert ids == original.encode(text, bos=False, eos=False)
    assert tokenizer.decode(ids) == text


def test_encodes_random_texts_of_every_script_as_the_original_does(tokenizer, original):
    draw = random.Random(7)
    ranges = [(0x20, 0x7F), (0xA0, 0x3000), (0x3000, 0xD7FF), (0x1F300, 0x1FAFF), (0, 0x20)]
    for _ in range(2000):
        text = "".join(chr(draw.randrange(*draw.choice(ranges))) for _ in range(40))
        assert tokenizer.encode(text, add_special_tokens=False) == original.encode(
            text, bos=False, eos=False
        ), text


def test_encodes_every_single_token_as_the_original_does(tokenizer, original):
    pieces = [original.id_to_piece(number) for number in range(1000, 131_072)]
    texts = [piece for piece in pieces if "\ufffd" not in piece]
    assert len(texts) > 120_000
    ours = tokenizer(texts, add_special_tokens=False)["input_ids"]
    wrong = [
        text
        for text, ids in zip(texts, ours, strict=True)
        if ids != original.encode(text, bos=False, eos=False)
    ]
    assert wrong == []
