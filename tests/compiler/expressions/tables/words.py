"""Strings."""

from compiler.forms.types import STR
from tests.compiler.expressions.tables.group import Group

GROUPS = (
    Group(
        "strings",
        {"s": STR, "t": STR},
        [
            ("abc", "b"),
            ("", "x"),
            ("a,b,,c", ","),
            ("  pad me \t", " "),
            ("x", ""),
            ("ÄÖü ß 𝄞é", "ü"),
            ("aaa", "a"),
            ("-42", "4"),
            ("a.b.c", "."),
            ("line\nbreak\n", "\n"),
            ("$0 $1 \\", "$"),
            ("Hello", "Hello"),
            ("ab", "abab"),
        ],
        """
        s + t
        s + "-" + t
        s * 2
        len(s)
        s == t
        s < t
        s >= t
        t in s
        t not in s
        s in ("abc", t)
        not s
        s or t
        s and t
        bool(s)
        s[0]
        s[-1]
        s[1]
        s[1:]
        s[:2]
        s[1:3]
        s[-2:]
        s[:-1]
        s[-3:-1]
        s[-1:2]
        s[5:]
        s[3:1]
        s[::-1]
        s[::2]
        s[len(t):]
        s[:len(t)]
        s.upper()
        s.lower()
        s.strip()
        s.lstrip()
        s.rstrip()
        s.strip("ab")
        s.rstrip("c")
        s.lstrip("-a")
        s.strip("^]\\\\-")
        s.startswith("a")
        s.startswith(t)
        s.startswith(("a", "He"))
        s.endswith("c")
        s.endswith(t)
        s.endswith("")
        s.removeprefix("a")
        s.removeprefix(t)
        s.removesuffix("c")
        s.removesuffix(t)
        s.find("b")
        s.find(t)
        s.index("b")
        s.count("a")
        s.find("a", 1)
        s.find(t, -3)
        s.find(t, 1, -1)
        s.find("", 3)
        s.find("", 0, -1)
        s.find("", 0, -9)
        s.rfind("", 0, -9)
        s.rfind("a")
        s.rfind(t)
        s.rfind("aa")
        s.rfind(t, 1)
        s.rfind("a", 0, -1)
        s.index("a", 1)
        s.rindex(t)
        s.rindex("b", 1, 4)
        s.split(",", 2)
        s.split(t, 1)
        s.split(",", len(t) - 2)
        s.split(None, 1)
        s.split(maxsplit=1)
        s.rsplit(",", 1)
        s.rsplit(",", 2)
        s.rsplit(".", 0)
        s.splitlines()
        "a\\r\\nb\\n\\nc\\x85d\\x0be".splitlines()
        s.rpartition(",")
        s.rpartition(t)
        s.center(9)
        s.center(8, "*")
        s.center(len(t) + 4)
        re.search("b|[Aa]c*", s) is None
        re.search("a.b$", s) is not None
        re.match(r"[^\\s,]+", s) is None
        re.fullmatch(r"[a-z]+(?:,[a-z]*)*", s) is None
        bool(re.search(r"\\s", s))
        re.sub("a+|,", "<$>", s)
        re.sub(r"(.)b", r"\\1\\1", s)
        re.sub("[^a-z]", "", s, 2)
        re.split("[,.]", s)
        re.split(",+", s)
        re.findall("[a-z]+", s)
        re.findall("..", s)
        s.isspace()
        s.isascii()
        " \\t\\u2003".isspace()
        s.split(",")
        s.split()
        s.split("a")
        s.split(",", 1)
        s.partition(",")
        ",".join([s, t])
        t.join(["a", "b", "c"])
        "-".join(s)
        "".join(s.split(","))
        ",".join(sorted(s.split(",")))
        s.replace("a", "b")
        s.replace("a", "$0")
        s.replace(".", "")
        s.replace("a", "x", 1)
        s.ljust(8)
        s.rjust(8, "*")
        s.zfill(5)
        s.ljust(len(t)) + "|"
        f"{s}"
        f"<{s}>"
        f"{s:>10}"
        f"{s:<10}|"
        f"{s:^10}|"
        f"{s:-^9}"
        f"{s:.2}"
        f"{s!s:>5}"
        f"{{{s}}}"
        str(s)
        [c for c in s]
        [c + c for c in s if c != "a"]
        list(s)
        sorted(s)
        set("abca")
        list(reversed(s))
        [f"{i}{c}" for i, c in enumerate(s)]
        dict([(c, 1) for c in "ab"])
        json.dumps(s, ensure_ascii=False)
        json.dumps([s, t], ensure_ascii=False)
        json.dumps({"s": s, "n": [1, None, True, {"t": t}], "e": [], "o": {}}, ensure_ascii=False)
        json.dumps({"s": s, "n": [1]}, ensure_ascii=False, separators=(",", ":"))
        json.loads(json.dumps({"s": s, "n": [1]}, ensure_ascii=False))
        hashlib.sha256(s.encode()).hexdigest()
        hashlib.md5(t.encode()).hexdigest()
        hashlib.sha1(t.encode()).hexdigest()
        hashlib.sha384(t.encode()).hexdigest()
        hashlib.sha512(t.encode()).hexdigest()
        uuid.UUID("00000000-0000-0000-0000-00000000000A")
        uuid.UUID(s)
        urllib.parse.unquote("a%20b+c")
        urllib.parse.unquote_plus("a%20b+c")
        urllib.parse.quote(s)
        urllib.parse.quote(s, safe="")
        urllib.parse.quote(s, "/,$ %")
        urllib.parse.quote_plus(s)
        urllib.parse.quote_plus(s + "!'()*~&=", safe="&")
        urllib.parse.urlencode({"a": s, "b c": t, "n": 3, "x": None})
        os.path.basename(s)
        os.path.basename(s + "/" + t)
        os.path.dirname(s)
        os.path.dirname(s + "//" + t)
        os.path.dirname("//" + t)
        os.path.splitext(s)
        os.path.splitext("..a/" + s + ".b")
        os.path.splitext(t + "/." + s)[1]
        os.path.join(s, t)
        os.path.join(s, "x", "/y", t)
        os.path.join("", s)
        os.path.join("a/", s, "")
        base64.b64encode("plain".encode()).decode()
        base64.b64decode("cGxhaW4=").decode()
        min(s, t)
        max([s, t])
        max(s.split(","), key=len)
        min(s.split(","), key=lambda x: (len(x), x))
        isinstance(s, str)
        {s: 1, t: 2}
        {"k": s}
        {s: [t]}
        """,
    ),
    Group(
        "letters",
        {"s": STR},
        [
            ("",),
            ("hello wOrld",),
            ("ABC",),
            ("a1",),
            ("42",),
            ("o'neill's x2y",),
            (" ",),
            ("A-B_c{}[]`/~",),
        ],
        """
        s.title()
        s.capitalize()
        s.swapcase()
        s.casefold()
        s.isdigit()
        s.isdecimal()
        s.isnumeric()
        s.isalpha()
        s.isalnum()
        s.isupper()
        s.islower()
        "é1 ".isdigit()
        "Éa".isupper()
        "éA".islower()
        " ".join(word.capitalize() for word in s.split())
        """,
    ),
)
