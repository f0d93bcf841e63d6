"""What a colour means here. A tone never speaks alone: a word or a shape always stands beside it."""

from enum import StrEnum


class Tone(StrEnum):
    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


#: For those who see no colour: the sign drawn in a cell of the matrix, the icon of an alert.
SIGNS = {Tone.NEUTRAL: "–", Tone.INFO: "…", Tone.SUCCESS: "✓", Tone.WARNING: "!", Tone.DANGER: "✕"}
ICONS = {
    Tone.NEUTRAL: "info-circle",
    Tone.INFO: "info-circle",
    Tone.SUCCESS: "circle-check",
    Tone.WARNING: "alert-triangle",
    Tone.DANGER: "alert-octagon",
}


def tone_of(value: object) -> Tone:
    """The tone that a string, an enum member or an object with `.tone` carries; neutral when it carries none."""
    carried = getattr(value, "tone", value)
    return Tone(str(carried)) if carried else Tone.NEUTRAL
