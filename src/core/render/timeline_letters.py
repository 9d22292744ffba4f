"""Letters for `timeline`: what host names and dates are made of. 5 × 9 pixels, the last two rows for
descenders; each row is a digit of base 32."""

from functools import cache
from typing import Final

WIDTH, HEIGHT = 5, 9
_UNKNOWN: Final = "eh12404"
_ROWS: Final = {
    " ": "0000000", "0": "ehjlphe", "1": "4c4444e", "2": "eh1248v", "3": "v2421he", "4": "26aiv22", "5": "vgu11he",
    "6": "68guhhe", "7": "v124888", "8": "ehhehhe", "9": "ehhf12c", "a": "00e1fhf", "b": "gguhhhu", "c": "00egghe",
    "d": "11fhhhf", "e": "00ehvge", "f": "698s888", "g": "00fhhhf1e", "h": "ggmphhh", "i": "40c444e", "j": "2062222ic",
    "k": "ggikoki", "l": "c44444e", "m": "00qllhh", "n": "00mphhh", "o": "00ehhhe", "p": "00uhhhugg", "q": "00fhhhf11",
    "r": "00mpggg", "s": "00ege1u", "t": "88s8896", "u": "00hhhjd", "v": "00hhha4", "w": "00hhlla", "x": "00ha4ah",
    "y": "00hhhhf1e", "z": "00v248v", ".": "00000cc", "-": "000v000", ":": "0cc0cc0", "/": "01248g0", "@": "eh1dlle",
    "=": "00v0v00", "[": "e88888e", "]": "e22222e", "_": "000000v", "…": "000000l",
}  # fmt: skip


@cache
def glyph(letter: str) -> tuple[int, ...]:
    """`HEIGHT` rows of `WIDTH` bits, the leftmost the highest; a question mark for what is not in the table."""
    return tuple(int(row, 32) for row in _ROWS.get(letter, _UNKNOWN).ljust(HEIGHT, "0"))
