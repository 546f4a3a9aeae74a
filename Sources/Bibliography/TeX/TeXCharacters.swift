/// What the macros of texts stand for that occur in files of BibTeX.
enum TeXCharacters {
    /// Marks that combine with the letter behind the macro.
    static let accents = [
        "\"": "\u{308}", "'": "\u{301}", "`": "\u{300}", "^": "\u{302}", "~": "\u{303}", "=": "\u{304}",
        ".": "\u{307}", "c": "\u{327}", "v": "\u{30C}", "u": "\u{306}", "H": "\u{30B}", "k": "\u{328}",
        "r": "\u{30A}", "d": "\u{323}", "b": "\u{331}", "t": "\u{361}",
    ]

    /// Of a single sign behind the backslash.
    static let signs: [Character: String] = [
        "&": "&", "%": "%", "#": "#", "_": "_", "$": "$", "{": "{", "}": "}", ",": "\u{2009}", ";": "\u{2005}",
        ":": "\u{2005}", "!": "", "/": "", "-": "", "@": "", "*": "",
    ]

    static let names = [
        "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
        "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
        "NG": "Ŋ", "S": "§", "P": "¶", "dag": "†", "ddag": "‡", "copyright": "©", "pounds": "£", "dots": "…",
        "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textbackslash": "\\",
        "textasciitilde": "~", "textasciicircum": "^", "textquotesingle": "'", "textquoteright": "’",
        "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”", "textregistered": "®",
        "texttrademark": "™", "textcopyright": "©", "textmu": "µ", "textdegree": "°", "textbar": "|", "textless": "<",
        "textgreater": ">", "textunderscore": "_", "textdollar": "$", "texteuro": "€", "euro": "€",
        "textordmasculine": "º", "textordfeminine": "ª", "textpm": "±", "texttimes": "×", "textperiodcentered": "·",
        "textbullet": "•", "guillemotleft": "«", "guillemotright": "»", "flqq": "«", "frqq": "»", "glqq": "„",
        "grqq": "“", "quotedblbase": "„", "slash": "/", "quad": " ", "qquad": " ", "enspace": " ", "space": " ",
        "newline": " ", "linebreak": " ", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX",
        // Journals, as the Astrophysics Data System writes them.
        "aj": "Astron. J.", "apj": "Astrophys. J.", "apjl": "Astrophys. J. Lett.", "apjs": "Astrophys. J. Suppl.",
        "aap": "Astron. Astrophys.", "aapr": "Astron. Astrophys. Rev.", "araa": "Annu. Rev. Astron. Astrophys.",
        "mnras": "Mon. Not. R. Astron. Soc.", "nat": "Nature", "pasp": "Publ. Astron. Soc. Pac.", "jcap": "JCAP",
        "physrep": "Phys. Rep.", "prl": "Phys. Rev. Lett.", "pra": "Phys. Rev. A", "prb": "Phys. Rev. B",
        "prc": "Phys. Rev. C", "prd": "Phys. Rev. D", "pre": "Phys. Rev. E", "rmp": "Rev. Mod. Phys.",
        "ssr": "Space Sci. Rev.", "nar": "New Astron. Rev.", "nphysa": "Nucl. Phys. A",
    ]

    /// Their arguments are formulas.
    static let formulas: Set<String> = ["ensuremath"]

    static let raised = ["textsuperscript": "^", "textsubscript": "_"]

    /// They say how their argument, or what follows them, looks; it stays.
    static let withoutMeaning: Set<String> = [
        "emph", "textit", "textbf", "textsc", "texttt", "textrm", "textsf", "textsl", "textup", "textmd", "textnormal",
        "text", "mbox", "hbox", "fbox", "url", "path", "it", "bf", "rm", "em", "sc", "tt", "sl", "sf", "itshape",
        "bfseries", "scshape", "upshape", "ttfamily", "rmfamily", "sffamily", "protect", "relax", "newblock",
        "uppercase", "lowercase", "MakeUppercase", "MakeLowercase", "MakeTextUppercase", "nobreak", "enquote",
        "underline", "natexlab", "small", "large", "boldmath", "unboldmath", "nolinkurl",
    ]

    /// What they say is for sorting, or the target of a link.
    static let withArgumentLeftOut: Set<String> = [
        "noopsort", "href", "label", "vspace", "hspace", "bibinfo", "bibfield",
    ]
}
