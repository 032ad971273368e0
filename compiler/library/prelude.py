"""Small JSONata functions that rendered text may call; the rendering puts those that are used in front.

    $roundedTo($price, 100)      ($roundedTo := function($x, $scale) { … }; $roundedTo($price, 100))

Each computes what CPython computes where JSONata's own function differs. The names are reserved
(`compiler.library.variables`).
"""

import re

SPACES = r"\t\n\x0b\f\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What `str.isspace` calls space, as a regular expression's class; `\\s` means less in Java and more in JavaScript."""

PRINTED = (
    r" -~\n\r\t\xa1-\xac\xae-\u0377\u03a3-\u052f\u1e00-\u1f15\u2010-\u2027\u2030-\u205e\u2100-\u218b\u2190-\u2426"
    r"\u2460-\u2b73\u3001-\u303f\u3041-\u3096\u3099-\u30ff\u3131-\u318e\u3220-\ua48c\uac00-\ud7a3"
)
"""Characters that every Python prints, and no digits but ASCII's, as the inside of a regular expression's class."""

FUNCTIONS: dict[str, str] = {
    # Python's float % and // (Objects/floatobject.c): fmod, moved to the divisor's sign.
    "floatMod": ("function($a, $b) { ($m := $a % $b; $m != 0 and ($m < 0) != ($b < 0) ? $m + $b : $m) }"),
    "floatFloor": (
        "function($a, $b) { ($m := $a % $b; $q := ($a - $m) / $b - ($m != 0 and ($m < 0) != ($b < 0) ? 1 : 0); "
        "$f := $floor($q); $q - $f > 0.5 ? $f + 1 : $f) }"
    ),
    # x * 10^n rounded half to even on x's exact binary value. Veltkamp's splitting keeps both partial products exact;
    # `$round` would round the shortest decimal text instead (2.675 to 2.68).
    "scaledTo": (
        "function($x, $scale) { ($abs($x) * $scale >= 9007199254740992 "
        '? $error("OverflowError: too many digits to round exactly"); '
        "$c := $x * 134217729; $high := $c - ($c - $x); $low := $x - $high; $k := $floor($x * $scale); "
        "$rest := $high * $scale - $k - 0.5 + $low * $scale; "
        "$rest > 0 or $rest = 0 and $k % 2 != 0 ? $k + 1 : $k) }"
    ),
    "roundedTo": (
        "function($x, $scale) { $abs($x) * $scale >= 9007199254740992 ? $x : $scaledTo($x, $scale) / $scale }"
    ),
    # A float with a fixed number of decimal places; Python keeps the sign of what rounds to zero.
    "fixedOf": (
        'function($x, $scale, $picture) { ($a := $abs($x); ($x < 0 ? "-" : "") & $formatNumber('
        "$a = $floor($a) and $a < 9007199254740992 ? $a : $scaledTo($a, $scale) / $scale, $picture)) }"
    ),
    "plainText": (
        'function($s) { $contains($s, /[^\\x00-\\x7f]/) ? $error("only ASCII text has known letters here") : $s }'
    ),
    "flipped": "function($s) { $join($reverse($charsOf($s))) }",
    # The last place of a text in another; what is found first in both turned round ends there.
    "lastOf": (
        "function($s, $sub) { ($t := $flipped($s); $u := $flipped($sub); "
        "$contains($t, $u) ? $length($s) - $length($sub) - $length($substringBefore($t, $u)) : -1) }"
    ),
    # The first place within s[a:b], as a place in s; $b is null where it is left out.
    "firstWithin": (
        "function($s, $sub, $a, $b) { ($n := $length($s); $start := $a < 0 ? $max([$a + $n, 0]) : $a; "
        "$end := $b = null ? $n : $b < 0 ? $max([$b + $n, 0]) : $min([$b, $n]); $t := $cutOut($s, $start, $end); "
        "$start <= $end and $contains($t, $sub) ? $start + $length($substringBefore($t, $sub)) : -1) }"
    ),
    "lastWithin": (
        "function($s, $sub, $a, $b) { ($n := $length($s); $start := $a < 0 ? $max([$a + $n, 0]) : $a; "
        "$end := $b = null ? $n : $b < 0 ? $max([$b + $n, 0]) : $min([$b, $n]); $t := $cutOut($s, $start, $end); "
        "$i := $lastOf($t, $sub); $start <= $end and $i >= 0 ? $start + $i : -1) }"
    ),
    # The first pieces, and all that is left in one.
    "splitUpTo": (
        "function($s, $sep, $k) { ($parts := $split($s, $sep); $k < 0 or $count($parts) <= $k + 1 ? $parts : "
        "$append([$filter($parts, function($v, $i) { $i < $k })], "
        "[$join([$filter($parts, function($v, $i) { $i >= $k })], $sep)])) }"
    ),
    "splitFromEnd": (
        "function($s, $sep, $k) { ($parts := $split($s, $sep); $n := $count($parts) - $k; $k < 0 or $n <= 1 ? $parts : "
        "$append([$join([$filter($parts, function($v, $i) { $i < $n })], $sep)], "
        "[$filter($parts, function($v, $i) { $i >= $n })])) }"
    ),
    # s.split(None, 1): the first word, and the rest from its own first word on.
    "firstWord": (
        "function($s) { ($t := $replace($s, /^[" + SPACES + ']+/, ""); '
        "$a := $replace($t, /[" + SPACES + '][\\d\\D]*/, ""); '
        "$b := $replace($substring($t, $length($a)), /^[" + SPACES + ']+/, ""); '
        '$t = "" ? [] : $b = "" ? [$a] : [$a, $b]) }'
    ),
    "linesOf": (
        "function($s) { ($parts := $split($s, /\\r\\n|[\\n\\r\\x0b\\x0c\\x1c-\\x1e\\x85\\u2028\\u2029]/); "
        "$n := $count($parts); "
        '[$filter($parts, function($v, $i) { $i < $n - 1 or $v != "" })]) }'
    ),
    # str.center puts the odd space left where the width is odd; the format `^` always right.
    "centredIn": (
        "function($s, $w, $fill) { ($n := $length($s); $p := $w - $n; $p <= 0 ? $s : $pad($pad($s, "
        "-($n + $floor($p / 2) + ($p % 2 = 1 and $w % 2 = 1 ? 1 : 0)), $fill), $w, $fill)) }"
    ),
    # Zeros between the sign and the digits, as str.zfill and `:05d` put them.
    "zeroFill": (
        'function($s, $n) { $substring($s, 0, 1) in ["+", "-"] '
        '? $substring($s, 0, 1) & $pad($substring($s, 1), 1 - $n, "0") : $pad($s, -$n, "0") }'
    ),
    "centred": (
        "function($s, $n, $fill) { ($k := $length($s); "
        "$k >= $n ? $s : $pad($pad($s, -($k + $floor(($n - $k) / 2)), $fill), $n, $fill)) }"
    ),
    # repr(float): JSONata writes 15 significant digits; text that does not read back as the same number is refused.
    "reprOf": (
        "function($x) { ($s := $string($x); "
        "($x = 0 or $abs($x) >= 0.0001) and $abs($x) < 1000000000000000 and $number($s) = $x "
        '? ($contains($s, ".") ? $s : $s & ".0") '
        ': $error("this float needs more digits than JSONata writes: " & $s)) }'
    ),
    # repr(str), of text whose characters are known to be printable.
    "quoted": (
        "function($s) { $contains($s, /[^" + PRINTED + "]/) "
        '? $error("how Python writes this text cannot be told here") '
        ": ($q := $contains($s, \"'\") and $not($contains($s, '\"')) ? '\"' : \"'\"; "
        '$t := $replace($replace($replace($replace($s, "\\\\", "\\\\\\\\"), "\\n", "\\\\n"), "\\r", "\\\\r"), '
        '"\\t", "\\\\t"); $q & ($q = "\'" ? $replace($t, "\'", "\\\\\'") : $t) & $q) }'
    ),
    "itemOf": (
        'function($v, $i) { ($t := $type($v); $n := $t = "string" ? $length($v) : $count($v); '
        "$k := $i < 0 ? $i + $n : $i; "
        '$t != "array" and $t != "string" ? $error("TypeError: " & $t & " cannot be subscripted by a number") '
        ': $k < 0 or $k >= $n ? $error("IndexError: index out of range") '
        ': $t = "string" ? $substring($v, $k, 1) : $v[$k]) }'
    ),
    "keyOf": (
        'function($v, $k) { $type($v) != "object" ? $error("TypeError: " & $type($v) & " has no keys") '
        ': $k in $keys($v) ? $lookup($v, $k) : $error("KeyError: \'" & $k & "\'") }'
    ),
    "unpacked": (
        'function($xs, $n) { $type($xs) = "array" and $count($xs) = $n ? $xs '
        ': $error("ValueError: not as many values to unpack as names") }'
    ),
    "atLeast": ('function($xs, $n) { $count($xs) >= $n ? $xs : $error("ValueError: not enough values to unpack") }'),
    "withItem": (
        "function($xs, $i, $new) { ($n := $count($xs); $k := $i < 0 ? $i + $n : $i; "
        '$k < 0 or $k >= $n ? $error("IndexError: list assignment index out of range") '
        ": [$map($xs, function($x, $j) { $j = $k ? $new : $x })[]]) }"
    ),
    "withSlice": (
        "function($xs, $a, $b, $new) { ($n := $count($xs); "
        "$i := $a = null ? 0 : $a < 0 ? $max([$a + $n, 0]) : $min([$a, $n]); "
        "$j := $b = null ? $n : $b < 0 ? $max([$b + $n, $i]) : $max([$b, $i]); "
        "$append($append([$filter($xs, function($v, $k) { $k < $i })[]], $new), "
        "[$filter($xs, function($v, $k) { $k >= $j })[]])) }"
    ),
    "withoutItem": (
        "function($xs, $i) { ($n := $count($xs); $k := $i < 0 ? $i + $n : $i; "
        '$k < 0 or $k >= $n ? $error("IndexError: list index out of range") '
        ": [$filter($xs, function($x, $j) { $j != $k })[]]) }"
    ),
    "withoutKey": (
        "function($d, $key) { $key in $keys($d) "
        "? $merge([$each($d, function($v, $k) { $k != $key ? {$k: $v} })]) "
        ': $error("KeyError: \'" & $key & "\'") }'
    ),
    # The default of `d.pop(key, default)` is computed, and not used.
    "withoutKeyIfThere": (
        "function($d, $key, $default) { $merge([$each($d, function($v, $k) { $k != $key ? {$k: $v} })]) }"
    ),
    "charAt": (
        "function($s, $i) { ($n := $length($s); $k := $i < 0 ? $i + $n : $i; "
        '$k >= 0 and $k < $n ? $substring($s, $k, 1) : $error("IndexError: string index out of range")) }'
    ),
    # s[a:b] by Python's rules for negative and large bounds; $b is null where it is left out.
    "cutOut": (
        "function($s, $a, $b) { ($n := $length($s); $end := $b = null ? $n : $b < 0 ? $b + $n : $b; "
        '$start := $a < 0 ? $max([$a + $n, 0]) : $a; $end <= $start ? "" : $substring($s, $start, $end - $start)) }'
    ),
    # The offset at the end of isoformat text, or "" where it has none.
    "zoneOf": (
        'function($t) { ($rest := $substring($t, 16); $contains($rest, "Z") ? "+00:00" '
        ': $contains($rest, /[+-]/) ? $substring($rest, -6) : "") }'
    ),
    # Of isoformat text: whole seconds since 1970 as its clock shows them, and the microseconds behind them. The two
    # stay apart because together they pass 2^53 for years before 1684 and after 2255.
    "wallOf": 'function($t) { $toMillis($substring($t, 0, 10) & "T" & $substring($t, 11, 8) & "Z") / 1000 }',
    "fractionOf": 'function($t) { $substring($t, 19, 1) = "." ? $number($substring($t, 20, 6)) : 0 }',
    # The seconds of the instant: a text without offset is taken for UTC.
    "secondOf": (
        'function($t) { ($z := $zoneOf($t); $wallOf($t) - ($z = "" ? 0 '
        ": ($number($substring($z, 1, 2)) * 3600 + $number($substring($z, 4, 2)) * 60) "
        '* ($substring($z, 0, 1) = "-" ? -1 : 1))) }'
    ),
    # The instant as text whose order is time's order.
    "utcOf": (
        "function($t) { $substring($fromMillis($secondOf($t) * 1000), 0, 19) "
        '& $pad($string($fractionOf($t)), -6, "0") }'
    ),
    "gapOf": (
        "function($a, $b) { (($secondOf($a) - $secondOf($b)) * 1000000 + $fractionOf($a) - $fractionOf($b)) / 1000000 }"
    ),
    # isoformat of wall-clock seconds and microseconds, with the offset text that it had.
    "isoOf": (
        "function($seconds, $micros, $zone) { ($s := $seconds + $floor($micros / 1000000); "
        "$f := $micros - $floor($micros / 1000000) * 1000000; "
        # A missing operand would leave empty text, which `&` takes for a value.
        '$not($exists($s) and $exists($f)) ? $error("a part of the date is missing") '
        ": $s < -62135596800 or $s > 253402300799 "
        '? $error("OverflowError: date value out of range") '
        ': $substring($fromMillis($s * 1000), 0, 19) & ($f = 0 ? "" : "." & $pad($string($f), -6, "0")) & $zone) }'
    ),
    "movedBy": (
        "function($t, $by) { ($s := $floor($by); "
        "$isoOf($wallOf($t) + $s, $fractionOf($t) + $round(($by - $s) * 1000000), $zoneOf($t))) }"
    ),
    # Seconds to the microsecond, as a timedelta keeps them.
    "secondsOf": "function($s) { $round($s * 1000000) / 1000000 }",
    "dayOf": (
        "function($ms) { $ms < -62135596800000 or $ms > 253402300799999 "
        '? $error("OverflowError: date value out of range") : $substring($fromMillis($ms), 0, 10) }'
    ),
    "dateOf": (
        'function($y, $m, $d) { ($t := $pad($string($y), -4, "0") & "-" & $pad($string($m), -2, "0") & "-" '
        '& $pad($string($d), -2, "0"); $y >= 1 and $contains($t, /^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$/) '
        'and $substring($fromMillis($toMillis($t)), 0, 10) = $t ? $t : $error("ValueError: no such day")) }'
    ),
    "clockOf": (
        'function($h, $m, $s, $f) { ($two := function($n) { $pad($string($n), -2, "0") }; '
        "$h < 0 or $h > 23 or $m < 0 or $m > 59 or $s < 0 or $s > 59 or $f < 0 or $f > 999999 "
        '? $error("ValueError: no such time") : $two($h) & ":" & $two($m) & ":" & $two($s) '
        '& ($f = 0 ? "" : "." & $pad($string($f), -6, "0"))) }'
    ),
    "momentOf": (
        'function($y, $mo, $d, $h, $m, $s, $f, $zone) { $dateOf($y, $mo, $d) & "T" & $clockOf($h, $m, $s, $f) & $zone }'
    ),
    # datetime.fromisoformat's usual forms, written as isoformat() does.
    "isoFrom": (
        'function($t) { ($r := $substring($t, 11); $z := $contains($r, "Z") ? "+00:00" '
        ': $contains($r, /[+-]/) ? $substring($r, -6) : ""; $c := $replace($r, /(Z|[+-].*)/, ""); '
        '$n := function($a) { $substring($c, $a, 2) = "" ? 0 : $number($substring($c, $a, 2)) }; '
        "$contains($t, /^\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d([.](\\d{3}|\\d{6}))?)?"
        "(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)?)?(?![\\d\\D])/) "
        "? $momentOf($number($substring($t, 0, 4)), $number($substring($t, 5, 2)), $number($substring($t, 8, 2)), "
        '$n(0), $n(3), $n(6), $length($c) > 8 ? $number($pad($substring($c, 9), 6, "0")) : 0, '
        '$z = "-00:00" ? "+00:00" : $z) '
        ': $error("ValueError: not in a form of isoformat that is read here")) }'
    ),
    # A duration's microseconds divided by a whole number, halves to even.
    "shareOf": (
        "function($u, $n) { ($v := $n < 0 ? -$u : $u; $m := $abs($n); $q := $floor($v / $m); "
        "$r := 2 * ($v - $q * $m) - $m; $r > 0 or $r = 0 and $q % 2 != 0 ? $q + 1 : $q) }"
    ),
    # The text that Python gives a duration: `1 day, 2:03:04.500000`.
    "spanText": (
        "function($s) { ($d := $floor($s / 86400); $u := $round(($s - $d * 86400) * 1000000); "
        "$c := $clockOf($floor($u / 3600000000), $floor($u / 60000000) % 60, $floor($u / 1000000) % 60, $u % 1000000); "
        '($d = 0 ? "" : $string($d) & ($abs($d) = 1 ? " day, " : " days, ")) '
        '& ($substring($c, 0, 1) = "0" ? $substring($c, 1) : $c)) }'
    ),
    # What a caught error says: Lambda's own JSON holds the exception's text, anything else is the text.
    "messageOf": (
        'function($e) { ($c := $exists($e.Cause) ? $e.Cause : ""; '
        '$contains($c, /^\\{[\\d\\D]*"errorMessage"[\\d\\D]*\\}$/) '
        "? $string($parse($c).errorMessage) "
        ': $contains($exists($e.Error) ? $e.Error : "", /^[A-Za-z0-9]+\\.[A-Z]/) '
        '? $replace($c, / \\(Service: [^\\)]*Status Code: [^\\)]*\\).*$/, "") : $c) }'
    ),
    # The class of a caught error: what AWS calls otherwise by Python's name, a service's error without the service.
    "classOf": (
        'function($e) { ($n := $exists($e.Error) ? $e.Error : ""; '
        '$n in ["States.Timeout", "Sandbox.Timedout"] ? "TimeoutError" '
        ': $substringBefore($n, ".StatusCode.") = "States.Http" ? "HttpError" '
        ': $contains($n, /^[A-Za-z0-9]+\\.[A-Z]/) and $substringBefore($n, ".") != "States" '
        '? $substringAfter($n, ".") : $n) }'
    ),
    # The error of a nested execution, or of one nested in it, from what DescribeExecution says; others as they are.
    "innerError": (
        'function($e) { $e.Error = "States.TaskFailed" and $contains($e.Cause, /^\\{[\\d\\D]*"Status":[\\d\\D]*\\}$/) '
        "? ($d := $parse($e.Cause); $exists($d.Error) "
        '? $innerError({"Error": $d.Error, "Cause": $exists($d.Cause) ? $d.Cause : ""}) '
        ': $d.Status = "TIMED_OUT" ? {"Error": "States.Timeout", "Cause": ""} : $e) : $e }'
    ),
    # A job that ended badly, from the description that is the cause.
    "failedJob": (
        'function($e, $begin, $key) { $e.Error = "States.TaskFailed" '
        '? {"Error": "JobFailed", "Cause": $begin & $substringBefore($substringAfter($e.Cause, '
        "'\"' & $key & '\":\"'), '\"')} : $e }"
    ),
    "detailsOf": ("function($e) { $contains($e.Cause, /^\\{[\\d\\D]*\\}$/) ? $parse($e.Cause) : null }"),
    # json.dumps: a space behind each comma and colon; strings as JSONata writes them inside an array.
    "dumps": (
        'function($v) { $type($v) = "array" ? "[" & $join([$map($v, $dumps)], ", ") & "]" '
        ': $type($v) = "object" ? "{" & $join([$map($keys($v), function($k) { '
        '$compact($k) & ": " & $dumps($lookup($v, $k)) })], ", ") & "}" : $compact($v) }'
    ),
    # The same with every item on a line of its own, or with keys in order: `$at` begins a line of the depth at hand.
    "laidOut": (
        'function($v, $in, $at, $comma, $sorted) { ($next := $at & $in; $type($v) = "array" ? ($count($v) = 0 ? "[]" '
        ': "[" & $next & $join([$map($v, function($x) { $laidOut($x, $in, $next, $comma, $sorted) })], $comma & $next) '
        '& $at & "]") : $type($v) = "object" ? ($names := $keys($v); $count($names) = 0 ? "{}" : "{" & $next & $join('
        '[$map($sorted ? $sort($names) : $names, function($k) { $compact($k) & ": " '
        '& $laidOut($lookup($v, $k), $in, $next, $comma, $sorted) })], $comma & $next) & $at & "}") : $compact($v)) }'
    ),
    "compact": "function($v) { ($s := $string([$v]); $substring($s, 1, $length($s) - 2)) }",
    "ascii": (
        "function($s) { $contains($s, /[^\\x00-\\x7f]/) "
        '? $error("JSONata cannot escape text beyond ASCII: use ensure_ascii=False") : $s }'
    ),
    "toBase64": (
        "function($s) { $contains($s, /[^\\x00-\\x7f]/) "
        '? $error("only ASCII text can be encoded here") : $base64encode($s) }'
    ),
    "fromBase64": (
        "function($s) { ($t := $base64decode($s); $contains($t, /[^\\x00-\\x7f]/) "
        '? $error("only ASCII text can be decoded here") : $t) }'
    ),
    "urlQuoted": (
        'function($s) { $replace($replace($replace($replace($replace($replace($encodeUrlComponent($s), "!", "%21"), '
        '"\'", "%27"), "(", "%28"), ")", "%29"), "*", "%2A"), "%7E", "~") }'
    ),
    "unquoted": (
        "function($s) { $contains($s, /%(?![0-9A-Fa-f][0-9A-Fa-f])/) "
        '? $error("a percent sign without two digits behind it") : $decodeUrlComponent($s) }'
    ),
    "uuidOf": (
        "function($s) { $contains($s, /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/) "
        '? $lowercase($s) : $error("ValueError: badly formed hexadecimal UUID string") }'
    ),
    "charsOf": "function($s) { [$map([0..$length($s) - 1], function($i) { $substring($s, $i, 1) })] }",
    # The digits that `float(text)` has accepted, in JSONata's form: no spaces, no plus, a digit beside the point.
    "floatText": (
        'function($s) { ($t := $replace($s, /[^0-9eE.-]/, ""); '
        '$u := $contains($t, /^-?\\./) ? $replace($t, ".", "0.") : $t; '
        '$contains($u, /\\.([eE]|$)/) ? $replace($u, ".", ".0") : $u) }'
    ),
    # A Decimal's value as text: digits without outer zeros, and the power of ten behind them.
    "digitsOf": (
        'function($d) { ($m := $replace($substringBefore($d, "E"), /^[+-]/, ""); '
        '$shift := $contains($d, "E") ? $number($replace($substringAfter($d, "E"), "+", "")) : 0; '
        '$places := $contains($m, ".") ? $length($substringAfter($m, ".")) : 0; '
        '$digits := $replace($replace($m, ".", ""), /^0+/, ""); $short := $replace($digits, /0+$/, ""); '
        '$short = "" ? "0" : ($substring($d, 0, 1) = "-" ? "-" : "") & $short & "e" '
        "& $string($shift - $places + $length($digits) - $length($short))) }"
    ),
    # A Decimal's text as a whole number of its last place, n, and how many places it has, p.
    "decimalOf": (
        'function($d) { ($p := $contains($d, ".") ? $length($substringAfter($d, ".")) : 0; '
        '$length($replace($replace($d, /[.-]/, ""), /^0+/, "")) > 15 or $contains($d, /[^0-9.-]/) '
        '? $error("a Decimal of more than 15 digits or with an exponent is not computed here: " & $d) '
        ': {"n": $round($number($d) * $power(10, $p)), "p": $p}) }'
    ),
    # The text of n units of the last of p places, as str(Decimal) writes it.
    "decimalText": (
        'function($n, $p) { ($a := $pad($string($abs($n)), -($p + 1), "0"); $k := $length($a) - $p; '
        "$abs($n) >= 1000000000000000 or $length($string($abs($n))) < $p - 5 "
        '? $error("a Decimal of more than 15 digits or 6 zeros behind its point is not computed here") '
        ': ($n < 0 ? "-" : "") & $substring($a, 0, $k) & ($p > 0 ? "." & $substring($a, $k) : "")) }'
    ),
    "decimalMinus": ("function($d) { ($x := $decimalOf($d); $decimalText(-$x.n, $x.p)) }"),
    "decimalSum": (
        "function($a, $b) { ($x := $decimalOf($a); $y := $decimalOf($b); $p := $max([$x.p, $y.p]); "
        "$n := $x.n * $power(10, $p - $x.p); $m := $y.n * $power(10, $p - $y.p); "
        "$abs($n) + $abs($m) >= 9007199254740992 ? $decimalText(9007199254740992, 0) "
        ': ($n = 0 and $m = 0 and $isMinus($a) and $isMinus($b) ? "-" : "") & $decimalText($n + $m, $p)) }'
    ),
    "decimalProduct": (
        "function($a, $b) { ($x := $decimalOf($a); $y := $decimalOf($b); $t := $decimalText($x.n * $y.n, $x.p + $y.p); "
        '$x.n * $y.n = 0 and $isMinus($a) != $isMinus($b) ? "-" & $t : $t) }'
    ),
    "isMinus": 'function($d) { $substring($d, 0, 1) = "-" }',
    "decimalNumber": (
        'function($d) { $length($replace($replace($replace($d, /[eE].*/, ""), /[.-]/, ""), /^0+/, "")) > 15 '
        '? $error("a Decimal of more than 15 digits is not compared here: " & $d) : $number($d) }'
    ),
    # Rounded to p places, halves to even or up, with the sign kept.
    "decimalPlaces": (
        'function($d, $p, $up) { ($x := $decimalOf($replace($d, "-", "")); '
        '$s := $substring($d, 0, 1) = "-" ? "-" : ""; '
        "$f := $power(10, $abs($p - $x.p)); $q := $floor($x.n / $f); $r := ($x.n - $q * $f) * 2 - $f; "
        "$s & $decimalText($p >= $x.p ? $x.n * $f : $r > 0 or $r = 0 and ($up or $q % 2 = 1) ? $q + 1 : $q, $p)) }"
    ),
    # A set's items once each, in the order in which sets cross the wire: that of their JSON text.
    "setOf": (
        'function($xs) { ($text := function($v) { $type($v) = "number" ? $string($v) : $string([$v]) }; '
        "[$sort($distinct($xs), function($a, $b) { $text($a) > $text($b) })]) }"
    ),
    # A float sum as CPython 3.12 and later make it: Neumaier's compensated summation.
    "sumOf": (
        "function($xs) { ($r := $reduce($xs, function($a, $x) { ($t := $a.s + $x; "
        '{"s": $t, "c": $a.c + ($abs($a.s) >= $abs($x) ? $a.s - $t + $x : $x - $t + $a.s)}) }, '
        '{"s": 0, "c": 0}); $r.s + $r.c) }'
    ),
}

_CALLED = re.compile(r"\$(\w+)\b")


def with_prelude(text: str) -> str:
    """The text with the functions that it calls, directly or through each other, defined in front of it."""
    needed = _needed(text)
    if not needed:
        return text
    definitions = "".join(f"${name} := {body}; " for name, body in FUNCTIONS.items() if name in needed)
    return f"({definitions}{text})"


def _needed(text: str) -> set[str]:
    found: set[str] = set()
    waiting = [text]
    while waiting:
        for name in _CALLED.findall(waiting.pop()):
            if name in FUNCTIONS and name not in found:
                found.add(name)
                waiting.append(FUNCTIONS[name])
    return found
