"""Tests of `scheduling/exam_sessions/moments/`."""
