/// Documents that repeat what makes parsers slow: each is to be read, or refused, in a time that grows with its length.
enum HostileDocuments {
    static let cell = "```{echo} a\nsteps: 3\n```\n\n"

    /// Pieces that mean more the more of them stand side by side.
    private static let pieces = [
        "> ", ">", "- ", "1. ", "- a\n", "**a ", "*a **a ", "*a_b", "~~a ", "[", "[a", "![", "](", "[a](", "[a](<b",
        "[a][b",
        "<", "<a ", "<!-- ", "<!--a", "<?", "<![CDATA[", "$", "$ a ", "$$a ", "$$a\n", "@", "@-", "{", "${", "${a", "`",
        "`a ", "``a`", "\\", "&", "&#x1", "|", "|a|b\n", "|-|\n", "a\n|-|-|\n", "https://", "www.", "a@b.c ", "[^a]",
        "[^a]: b\n", "```", "```\n", "```\n[a\n", "<div>\n", "\n", " ", "# a\n", "a\n=\n", "---\n", "\"", "[a](b \"",
        "[a](b (",
        "e\u{301}", "\r", "> a\nb\n", "> [!NOTE]\n> a\n\n", "[a](#x)\n\n", "[a](javascript:b)\n\n",
        "# a\n\n[x](#y)\n\n",
        "[$a]", "[$a]: b\n", "``{echo} a\n", "{echo} a\n", "```{echo} a\n```\n\n", "```{ecko} a\n```\n\n", "\u{10FF00}",
        "&#x10FF00;", "\u{FEFF}", "\0", "`{value} a.x` ", "`{valu} a` ",
        "\\(", "\\(a ", "\\(a\\) ", "\\[a ", "\\[a\\] ", "\\begin{a} ", "{a.b} ", "`{a.b}` ", "[a][b] ", "[a][] ",
        "[a [^b]](c) ",
        "![a](https://b) ", "[![a](https://b)](c) ", "[@a](b) ",
    ]

    /// What differs from piece to piece.
    private static let series: [@Sendable (Int) -> String] = [
        { String(repeating: "`", count: $0 % 500 + 1) + "a" }, { String(repeating: ">", count: $0 % 1000) + "a\n" },
        { String(repeating: "  ", count: $0 % 300) + "- a\n" }, { "[a\($0)]: b\n" }, { "a[^\($0)]\n\n[^\($0)]: b\n\n" },
        { "![a](p\($0).png)\n\n" }, { "![a](p\($0).png) " }, { "[a](#p\($0)) " }, { "# A \($0)\n\n[a](#ax-\($0))\n\n" },
        { "@p\($0) " }, { "```{echo} l\($0)\n```\n\n@m\($0)\n\n" }, { "`{value} a.x\($0)`\n" },
        { "`{value} u\($0).x`\n" },
        { "```{echo} l\($0)\nuses: [l\($0 + 1)]\n```\n\n" }, { "```{echo} l\($0)\nuses: [l0, l\($0 + 1)]\n```\n\n" },
        { "```{echo} l\($0)\nstep: 1\n```\n\n" }, { "${q\($0)} " },
        { "[a][b\($0)] " }, { "[^a\($0)] " }, { "[a](<#p\($0)>) " }, { "\\begin{a\($0)} " },
        { "[b\($0)]: c\n\n```{echo} l\($0)\ncaption: a [b\($0)]\n```\n\n" },
        { "[b\($0)]: c\n\n```{echo} l\($0)\ntitle: a [d\($0)][]\n```\n\n" },
    ]

    /// Front matter and cells whose YAML stands on one line, or has very many members.
    private static func texts(_ size: Int) -> [String] {
        func list(_ element: String) -> String {
            "[" + [String](repeating: element, count: size / (element.utf8.count + 2)).joined(separator: ", ") + "]"
        }
        func lines(_ line: (Int) -> String) -> String { repeated(size, line) }
        let authors = ["A", "A!", "A#b", "é", "${a}", "\"$A\\n$\"", "!a b", "*a", "&a b"].map {
            "---\nauthors: \(list($0))\n---\n\n"
        }
        let front = [
            lines { "o\($0): 1\n" }, "defaults:\n  echo:\n" + lines { "    o\($0): 1\n" },
            "defaults:\n" + lines { "  o\($0): {}\n" }, "params:\n" + lines { "  p\($0): ${p\($0 + 1)}\n" },
            "params:\n" + lines { "  a\($0): &a\($0) 1\n" }, "params:\n  p: \(list("1"))\n  q: \(list("${p}"))\n",
            "params:\n  p00: \(String(repeating: "a", count: 20))\n"
                + (0..<30).map {
                    "  p\($0 + 11): [\([String](repeating: "${p\($0 + 10)}", count: 20).joined(separator: ", "))]\n"
                }
                .joined(),
            "title: " + String(repeating: "[", count: size) + "\n",
            "title: " + String(repeating: "[", count: 900) + lines { _ in "a, " } + "\n",
            String(repeating: "a", count: size) + ": b\n", "abstract: |\n" + lines { _ in "  a *b* $c$ [d\n" },
        ].map { "---\n\($0)---\n\n" + cell }
        let cells = [
            lines { "o\($0): 1\n" }, lines { _ in "steps: 1\n" }, "names: \(list("a"))\n", "accept: \(list("a"))\n",
            "caption: \"" + lines { _ in "[" } + "\"\n", "text: '" + lines { _ in "!&*#" } + "'\n",
            "window:\n" + lines { "  w\($0): 1\n" },
        ].map { "```{echo} a\n\($0)```\n" }
        let long = String(repeating: "a", count: size / 2)
        return authors + front + cells + [
            "```{echo} \(long)\n```\n\n@\(long)b\n", "```{\(long)} a\n```\n",
            "|" + lines { _ in "a|" } + "\n|" + lines { _ in "-|" },
            lines { _ in "a\n" } + "|a|\n|-|\n", "[a]: \(long)\n\n" + lines { _ in "[a] " },
            "|\(String(repeating: "a|", count: 900))\n|\(String(repeating: "-|", count: 900))\n" + lines { _ in "a\n" },
            lines { _ in "[a](b \"" } + "\n\n" + cell, "<div>\n" + lines { _ in "<!-- a " } + "-->\n</div>\n",
            "```text\n" + lines { _ in "```{echo} b\n" }, "[^b]: c\n\n" + lines { _ in "[a [^b]](c) " },
            "---\nabstract: |\n" + lines { "  @p\($0) [a][b\($0)]\n" } + "---\n\n" + cell,
            "---\nauthors: [" + lines { "'a''\($0)',\n " } + "b]\n---\n\n" + cell,
        ]
    }

    private static func repeated(_ size: Int, _ piece: (Int) -> String) -> String {
        var text = ""
        var index = 0
        while text.utf8.count < size {
            text += piece(index)
            index += 1
        }
        return text
    }

    /// - Parameter size: of each, in bytes.
    static func all(of size: Int) -> [String] {
        pieces.map { piece in repeated(size) { _ in piece } }
            + pieces.map { piece in cell + repeated(size) { _ in piece } }
            + series.map { repeated(size, $0) } + series.map { cell + repeated(size, $0) } + texts(size)
    }
}
