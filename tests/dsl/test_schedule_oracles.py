"""Random cron expressions against two independent readers of AWS's rules: one validates, one tells the next times."""

import random
from datetime import UTC, datetime

import pytest
from aws_cron_expression_validator.validator import (
    AWSCronExpressionError,
    AWSCronExpressionValidator,
)
from aws_croniter import AwsCroniter

from dsl import DeclarationError, cron
from dsl.occurrences import next_times

START = datetime(2027, 1, 1, tzinfo=UTC)
EXPRESSIONS = 1600


def field(chance: random.Random, low: int, high: int) -> str:
    """A field of any form that both readers know."""
    first, last = sorted((chance.randint(low, high), chance.randint(low, high)))
    forms = [
        "*",
        str(first),
        ",".join(sorted({str(chance.randint(low, high)) for _ in range(3)})),
        f"{first}-{last}",
        f"{first}/{chance.randint(1, high)}",
        f"*/{chance.randint(1, high)}",
        f"{first}-{last}/{chance.randint(1, high)}",
    ]
    return chance.choice(forms)


def expression(chance: random.Random) -> str:
    """A whole expression with one of the two day fields."""
    days = chance.choice([field(chance, 1, 31), "L", f"{chance.randint(1, 31)}W"])
    weekday = chance.randint(1, 7)
    weekdays = chance.choice([str(weekday), f"{weekday}#{chance.randint(1, 5)}", f"{weekday}L", "MON-FRI", "SUN,WED"])
    day, of_week = chance.choice([(days, "?"), ("?", weekdays)])
    year = chance.choice(["*", "*", "2027-2030", "2028"])
    return f"{field(chance, 0, 59)} {field(chance, 0, 23)} {day} {field(chance, 1, 12)} {of_week} {year}"


def our_times(text: str) -> list[datetime]:
    """Our next three times; none where we refuse the expression because it never fires."""
    try:
        return next_times(cron(text), START, 3)
    except DeclarationError as error:
        if "no date fits" not in str(error):
            raise
        return []


@pytest.mark.parametrize("seed", range(4))
def test_next_times_agree(seed: int) -> None:
    """Whatever fires at all fires at the same times; what we refuse as never firing has no time there either."""
    chance = random.Random(seed)
    for _ in range(EXPRESSIONS // 4):
        text = expression(chance)
        AWSCronExpressionValidator.validate(text)
        ours = our_times(text)
        theirs = [time for time in AwsCroniter(text).get_next(START, n=3) if time is not None]
        assert ours == theirs, text


@pytest.mark.parametrize(
    "text",
    [
        "0 3 * * *",
        "0 3 * * * *",
        "60 3 * * ? *",
        "0 3 ? * 2/2 *",
        "0 3 ? * 3#6 *",
        "0 3 32 * ? *",
        "0 3 ? * 8 *",
        "*/0 3 * * ? *",
    ],
)
def test_both_refuse(text: str) -> None:
    with pytest.raises(AWSCronExpressionError):
        AWSCronExpressionValidator.validate(text)
    with pytest.raises(DeclarationError):
        cron(text)
