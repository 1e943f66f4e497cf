"""A setting that cannot be used is named at the start, in a sentence and without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from feedback.config import ConfigError, load_settings


@pytest.mark.parametrize(
    ("name", "given", "hint"),
    [
        ("PORT", "abc", "từ 1 đến 65535"),
        ("PORT", "70000", "từ 1 đến 65535"),
        ("SMTP_PORT", "", "từ 1 đến 65535"),
        ("PROXIES", "-1", "từ 0 đến 9"),
        ("POSTS_PER_HOUR", "nhiều", "từ 1 đến"),
        ("OFFICE_HOURS", "abc", "07:30-17:00"),
        ("OFFICE_HOURS", "17:00-07:30", "07:30-17:00"),  # ends before it begins
        ("BASE_ADDRESS", "gop-y.example.vn", "https://gop-y.example.vn"),
        ("BASE_ADDRESS", "https://example.vn/gop-y", "không có đường dẫn"),
        ("BASE_ADDRESS", "https://example.vn:cổng", "https://gop-y.example.vn"),
        ("SMTP_TLS", "true", "yes hoặc no"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_how_to_write_it(
    tmp_path: Path, name: str, given: str, hint: str
) -> None:
    folder = tmp_path / "instance"

    with pytest.raises(ConfigError) as refused:
        load_settings({"INSTANCE_FOLDER": str(folder), name: given})

    assert f"Thiết lập {name} phải" in str(refused.value)
    assert hint in str(refused.value)
    assert not folder.exists()


def test_every_wrong_setting_has_its_own_line(tmp_path: Path) -> None:
    wrong = {"PORT": "x", "OFFICE_HOURS": "x", "INSTANCE_FOLDER": str(tmp_path / "instance")}

    with pytest.raises(ConfigError) as refused:
        load_settings(wrong)

    assert len(str(refused.value).splitlines()) == 2


def test_an_address_may_end_with_a_slash(tmp_path: Path) -> None:
    settings = load_settings(
        {"INSTANCE_FOLDER": str(tmp_path), "BASE_ADDRESS": "https://gop-y.example.vn/"}
    )

    assert settings["BASE_ADDRESS"] == "https://gop-y.example.vn"


def test_a_command_with_a_wrong_setting_ends_with_the_sentence_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", "units", "template"]
    settings = {"OFFICE_HOURS": "abc", "INSTANCE_FOLDER": str(tmp_path)}

    ended = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.strip() == (
        "Thiết lập OFFICE_HOURS phải viết như 07:30-17:00, không phải “abc”."
    )
