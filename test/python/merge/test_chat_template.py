"""A chat template that does not compile is refused where the config has it, and warned of where a donor brings it."""

from __future__ import annotations

import json

import pytest
from mergescope.errors import MergescopeError
from mergescope.merge.chat_template import check_chat_template

BROKEN = "{% for message in messages %}{{ message.content }"
RIGHT = """{% for message in messages %}{% if loop.index > 9 %}{% break %}{% endif %}{% generation %}
{{ message | tojson }}{% endgeneration %}{% endfor %}{{ strftime_now('%Y') }}{{ raise_exception('no') }}"""


@pytest.fixture(params=["chat_template.jinja", "tokenizer_config.json"])
def output(request, tmp_path):
    def with_template(text):
        content = text if request.param.endswith("jinja") else json.dumps({"chat_template": text})
        (tmp_path / request.param).write_text(content, encoding="utf-8")
        return tmp_path

    return with_template


@pytest.mark.parametrize("setting", [None, "auto", BROKEN])
def test_nothing_is_said_of_one_that_compiles_or_of_none(output, setting, tmp_path, caplog):
    check_chat_template(tmp_path, setting)
    check_chat_template(output(RIGHT), setting)
    assert not caplog.records


@pytest.mark.parametrize("setting", [None, "auto"])
def test_that_of_a_donor_is_warned_of(output, setting, caplog):
    check_chat_template(output(BROKEN), setting)
    assert (
        "does not compile, so that nobody can use it: line 1 of the template: unexpected '}'" in caplog.text
    )


def test_that_of_the_config_is_refused(output):
    with pytest.raises(MergescopeError, match=r"^chat_template: line 1 of the template: unexpected"):
        check_chat_template(output(BROKEN), BROKEN)
