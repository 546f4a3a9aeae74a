import Testing

@testable import Bibliography

@Suite struct ReferenceTests {
    /// A line with its title between ‹ ›, its volume between * * and its links as [text](address).
    private func line(_ text: String) throws -> String {
        let file = BibTeXFile(text)
        let entry = try #require(file.entries.first)
        let parent = entry.fields["crossref"].flatMap { key in file.entries.first { $0.key == key } }
        return Reference(entry, parent: parent).parts.map { part in
            switch part {
            case .text(let text): text.plain.replacing("\u{A0}", with: " ")
            case .title(let text): "‹\(text.plain)›"
            case .volume(let text): "*\(text.plain)*"
            case .link(let text, let address): "[\(text)](\(address))"
            }
        }.joined()
    }

    private func reference(_ text: String) throws -> Reference {
        Reference(try #require(BibTeXFile(text).entries.first))
    }

    @Test func anArticleHasItsCollaborationAndLinks() throws {
        #expect(
            try line(
                """
                @article{k, author="Aad, Georges and others", collaboration="ATLAS", title="{Observation}",
                  eprint="1207.7214", archivePrefix="arXiv", primaryClass="hep-ex", doi="10.1016/j.x(1)<2>",
                  journal="Phys. Lett. B", volume="716", pages="1-29", year="2012"}
                """)
                == "G. Aad et al. (ATLAS Collaboration), ‹Observation›, Phys. Lett. B *716* (2012) 1–29, "
                + "[doi:10.1016/j.x(1)<2>](https://doi.org/10.1016/j.x(1)%3C2%3E), "
                + "[arXiv:1207.7214 [hep-ex]](https://arxiv.org/abs/1207.7214).")
    }

    @Test func booksThesesAndTalksHaveTheirPlaces() throws {
        #expect(
            try line(
                "@book{k, author={Richard P. Feynman and Albert R. Hibbs}, title={Paths}, publisher={M}, year=1965}")
                == "R. P. Feynman and A. R. Hibbs, ‹Paths›, M, 1965.")
        #expect(
            try line("@phdthesis{k, author={Ludwig van Beethoven}, title={T}, school={Bonn}, date={1800-04-02}}")
                == "L. van Beethoven, ‹T›, PhD thesis, Bonn, 1800.")
        #expect(
            try line(
                "@inproceedings{k, author={de la Cruz, Jr, Ana}, title={Talk}, crossref={p}, pages={3--7}}"
                    + "@proceedings{p, title={Proc. of X}, publisher={P}, year=1999}")
                == "A. de la Cruz, Jr, ‹Talk›, in Proc. of X, pp. 3–7, P, 1999.")
        // Where the parent says how it is named in its parts, that counts; its DOI and address lead to another work.
        #expect(
            try line(
                "@inproceedings{k, author={Ana Doe}, title={Talk}, crossref={p}}@proceedings{p, title={Proceedings of "
                    + "the Xth}, booktitle={Proc. of X}, doi={10.1/p}, url={https://x.org}, eprint={2602.13184}}")
                == "A. Doe, ‹Talk›, in Proc. of X.")
        #expect(
            try line("@techreport{k, title={R}, number={CERN-1}, institution={CERN}}")
                == "‹R›, Technical report CERN-1, CERN.")
        #expect(
            try line("@misc{k, title={Page}, url={https://x.org/~a\\_b?c=1%20&d}}")
                == "‹Page›, [https://x.org/~a_b?c=1%20&d](https://x.org/~a_b?c=1%20&d).")
    }

    @Test(arguments: [
        ("A, B", "A"), ("A, B and C, D", "A and C"), ("A, B and C, D and E, F", "A et al."),
        ("A, B and others", "A et al."),
        ("{ATLAS and CMS}", "ATLAS and CMS"), ("Jean-Paul van den Berg", "van den Berg"),
        ("M{\\\"u}ller, J AND Smith, K", "Müller and Smith"),
    ]) func isNamedByItsAuthors(_ author: String, _ name: String) throws {
        #expect(try reference("@misc{k, author={\(author)}, title={T}}").name.plain == name)
    }

    @Test func isNamedByItsCollaborationItsTitleOrItsKey() throws {
        #expect(
            try reference("@misc{k, author={A, B}, collaboration={CMS}}").name.plain == "CMS Collaboration"
                && reference("@misc{k, author={A, B}, collaboration={ATLAS, CMS}}").name.plain
                    == "ATLAS, CMS Collaborations"
                && reference("@misc{k, title={T}}").name.plain == "T" && reference("@misc{k, year=1}").name.plain == "k"
        )
    }

    @Test func namesFiveAuthorsAndOfMoreTheFirst() throws {
        let five = "A, B and C, D and E, F and G, H and I, J"
        #expect(
            try line("@misc{k, author={\(five)}, title={T}}").hasPrefix("B. A, D. C, F. E, H. G, and J. I, ‹T›"))
        #expect(try line("@misc{k, author={\(five) and K, L}, title={T}}").hasPrefix("B. A et al., ‹T›"))
    }

    @Test func knowsNumbersOfTheArXivWithoutItsName() throws {
        #expect(
            try line("@misc{k, eprint={hep-ph/9901234}}")
                == "[arXiv:hep-ph/9901234](https://arxiv.org/abs/hep-ph/9901234).")
        #expect(
            try line("@misc{k, eprint={arXiv:2602.13184v2}}")
                == "[arXiv:2602.13184v2](https://arxiv.org/abs/2602.13184v2).")
        #expect(try line("@misc{k, eprint={123}, eprinttype={jstor}}") == "jstor:123.")
    }

    @Test func linksToNoAddressOfAnotherKind() throws {
        let reference = try reference(
            "@misc{k, title={T}, url={javascript:alert(1)}, doi={https://dx.doi.org/10.1/a b}}")
        #expect(reference.parts == [.title(TeXText("T")), .text(TeXText("."))])
        #expect(
            reference.mistakes == [
                "has the DOI '10.1/a b', which is none: it begins with '10.' and holds a '/' and no blanks",
                "has the address 'javascript:alert(1)', which is none: it begins with https:// or http:// and holds no "
                    + "blanks",
            ])
    }

    @Test func tellsWhereSomethingIsNotUnderstood() throws {
        #expect(
            try reference("@misc{k, title={A \\foo}, abstract={\\bar}}").mistakes == [
                "has a field 'title' that has '\\foo', which is not known here"
            ])
        #expect(try reference("@misc{k, abstract={x}}").mistakes == ["has no field that a list of references shows"])
    }
}
