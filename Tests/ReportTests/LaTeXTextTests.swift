import Testing

@testable import Report

/// Texts of a page as LaTeX.
struct LaTeXTextTests {
    private let text = LaTeXText(references: ["contours": "Figure~\\ref{fig:contours}"])

    @Test(arguments: [
        (
            "50 % of A&amp;B_c #1 {x} ~ ^ \\ $5",
            "50 \\% of A\\&B\\_c \\#1 \\{x\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\$5"
        ),
        ("<em>a <strong>b</strong></em> <code>c_d</code>", "\\emph{a \\textbf{b}} \\texttt{c\\_d}"),
        ("x&lt;y &gt; &quot;z&quot; &#39;&#x41;&#39;", "x$<$y $>$ ''z'' 'A'"),
        ("a<br>b<br />c", "a b c"), ("<p>One</p>\n<p>Two</p>", "One\n\n\nTwo"),
        ("<ul><li>a</li><li>b</li></ul>", "\\begin{itemize}\n\\item a\n\\item b\n\\end{itemize}"),
        ("<a href=\"https://x.org/a_b%20c#d\">there</a>", "\\href{https://x.org/a\\_b\\%20c\\#d}{there}"),
        ("<img src=\"data:,\" alt=\"a sketch\">", "a sketch"), ("a &unknown; b & c", "a \\&unknown; b \\& c"),
    ]) func setsMarkup(_ html: String, _ latex: String) { #expect(text.latex(html) == latex) }

    @Test(arguments: [
        ("0.48 ± 0.01", "0.48 $\\pm$ 0.01"), ("−1.5", "$-$1.5"), ("2 × 10⁻⁵", "2 $\\times$ 10$^{-5}$"),
        ("σ(ν̂)", "$\\sigma$($\\hat{\\nu}$)"), ("χ²", "$\\chi^{2}$"), ("ν₀¹", "$\\nu_{0}^{1}$"),
        ("10\u{202F}000", "10\\,000"),
        ("−2Δln L", "$-$2$\\Delta$ln L"), ("νx", "$\\nu$x"), ("ση", "$\\sigma\\eta$"),
        ("1–2 — “a”…", "1--2 --- ``a''\\dots{}"),
        ("Größe é", "Größe é"),
    ]) func setsWhatFontsOfTextLack(_ html: String, _ latex: String) {
        #expect(text.latex(html) == latex)
    }

    @Test func setsFormulasAsTheirAuthorWroteThem() throws {
        let html = "Of " + MathText.span("\\hat\\nu < 2\\,\\text{a & b}", display: false) + ": " + MathText.block("x_1")
        #expect(text.latex(html) == "Of $\\hat\\nu < 2\\,\\text{a & b}$: $x_1$")
        // One after the other is one formula, so that no two dollars meet.
        let pair = MathText.span("\\nu", display: false) + MathText.span("x", display: false)
        #expect(text.latex(pair) == "$\\nu x$")
    }

    @Test func setsBounds() {
        let html =
            "<span class=\"value\" title=\"a &gt; b\">0.48<span class=\"bounds\"><sup>+0.02</sup><sub>−0.01</sub></span></span>"
        #expect(text.latex(html) == "0.48$^{+0.02}_{-0.01}$")
    }

    @Test func setsCrossReferences() {
        #expect(
            text.latex("see <a class=\"xref\" href=\"#contours\">Figure 3</a> and <a href=\"#elsewhere\">this</a>")
                == "see Figure~\\ref{fig:contours} and this")
        #expect(text.latex("a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup>, b") == "a, b")
    }

    @Test func keepsTheTextOfWhatItDoesNotKnow() {
        #expect(text.latex("<del>a</del> <section><h2 id=\"x\">b</h2></section></p>") == "a b")
    }
}
