from __future__ import annotations

import json

from kit.structured_data import json_ld


def test_json_ld_cannot_be_broken_out_of() -> None:
    html = json_ld({"name": "</script><script>alert(1)</script>&<!--"})
    assert html.count("<") == 2
    assert json.loads(html[html.index(">") + 1 : html.rindex("<")])["name"] == "</script><script>alert(1)</script>&<!--"
