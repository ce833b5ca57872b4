"""Folders that tests ask for: the project, its samples, fixtures and golden files."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
PACKAGE = ROOT / "lstmdoctor"
SAMPLES = ROOT / "sample_data"
MODELS = TESTS / "fixtures" / "models"
GOLDEN = TESTS / "golden"
