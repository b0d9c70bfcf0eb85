"""Rounds of naming (đợt công khai): decided notices that go out together, with causes and counts; or one published list as a whole."""
