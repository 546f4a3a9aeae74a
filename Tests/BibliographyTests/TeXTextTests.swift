import Testing

@testable import Bibliography

@Suite struct TeXTextTests {
    @Test(arguments: [
        (#"G{\"o}del, M{\"u}ller, \'Etienne, \'{\i}, \'\i, \~n, \=a"#, "Gödel, Müller, Étienne, í, í, ñ, ā"),
        (#"{\v{C}}ern{\'y}, \c{c}, \c c, \H{o}, \k{a}, \r a, \u{g}, \.z"#, "Černý, ç, ç, ő, ą, å, ğ, ż"),
        (#"\ss{} \o{} \O \L{}\'od\'z \ae \AA ngstr\"om"#, "ß ø ØŁódź æÅngström"),
        (#"a -- b --- c ``d'' `e' f~g"#, "a – b — c “d” ‘e’ f\u{A0}g"), (##"\& \% \# \_ \$ \{x\}"##, "& % # _ $ {x}"),
        (#"{ATLAS} {{C}MS}"#, "ATLAS CMS"), ("  a \n\t b  ", "a b"),
        (#"\emph{A} \textbf{b} {\it c} \href{https://x.org}{d} \url{e}"#, "A b c d e"),
        (#"https://a.org/\~{}user and \^{}"#, "https://a.org/~user and ^"), (#"\'{\"u}"#, "ǘ"),
        (#"\prd"#, "Phys. Rev. D"),
        ("a\u{0}b", "ab"),
    ]) func isCharacters(_ tex: String, _ plain: String) {
        let text = TeXText(tex)
        #expect(text.plain == plain, "\(text.plain)")
        #expect(text.mistakes.isEmpty)
    }

    @Test func formulasStayFormulas() {
        #expect(
            TeXText(#"At $\sqrt{s}=13$ TeV, \(x_1\), \ensuremath{\alpha}, $$y$$ and cost \$5"#).pieces == [
                .text("At "), .math(#"\sqrt{s}=13"#), .text(" TeV, "), .math("x_1"), .text(", "), .math(#"\alpha"#),
                .text(", "), .math("y"), .text(" and cost $5"),
            ])
        #expect(TeXText(#"B\textsuperscript{0}"#).pieces == [.text("B"), .math(#"^{\text{0}}"#)])
        #expect(TeXText(#"$a\$b$"#).pieces == [.math(#"a\$b"#)])
    }

    @Test func tellsWhatItDoesNotKnow() {
        #expect(TeXText(#"On \foo{x} things"#).mistakes == [#"has '\foo', which is not known here"#])
        #expect(TeXText(#"a \? b"#).mistakes == [#"has '\?', which is not known here"#])
        #expect(TeXText(#"a $x"#).mistakes == ["begins a formula that does not end"])
        #expect(TeXText(#"a \""#).mistakes == ["ends with an accent"])
    }

    @Test(arguments: ["\\'", "$", "\\(", "{", "\\ensuremath", "\\(\\", "- "]) func readsHostileTexts(_ tex: String) {
        let text = TeXText(String(repeating: tex, count: 100_000))
        #expect(text.plain.count <= 200_000)
    }
}
