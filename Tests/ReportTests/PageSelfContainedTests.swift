import Foundation
import TestSupport
import Testing

@testable import Report

@Suite struct PageSelfContainedTests {
    @Test func asksForNoScriptToShowMath() throws {
        let page = try PageRenderer(templates: try PageTemplates()).render(PageSample.content())
        let (math, plain) = (page.contains("class=\"katex\""), page.contains("katex.render"))
        #expect(math && !plain)
        #expect(page.utf8.count < 600_000, "the page holds more than the fonts that it shows")
    }

    /// What a browser would fetch without a click of the reader, so not links (`<a href>`).
    @Test func asksNothingOfTheNetwork() throws {
        let page = try PageRenderer(templates: try PageTemplates()).render(PageSample.content())
        for fetch in [
            "src=\"http", "src=\"//", "url(http", "url(//", "@import", "<link rel=\"stylesheet\"", "<script src",
        ] {
            let fetches = page.contains(fetch)
            #expect(!fetches, "the page would fetch through \(fetch)")
        }
        #expect(page.contains("Content-Security-Policy\" content=\"default-src 'none'"))
    }

    /// The letters of figures, tables and captions come along; what pictures ask of the stylesheet comes once, before the
    /// page's own rules.
    @Test func bringsItsLettersAndTheStylesheetsOfItsPictures() throws {
        var content = try PageSample.content()
        content.pictureStylesheets = [".a{fill:red}", ".b{fill:blue}"]
        let page = try PageRenderer(templates: try PageTemplates()).render(content)
        let style = try #require(page.firstMatch(of: /<style>(@font-face\{font-family:"DejaVu[\s\S]*?)<\/style>/))
            .output.1
        #expect(style.matches(of: /@font-face\{font-family:"DejaVu Sans";font-weight:(400|700);/).count == 2)
        #expect(style.contains("}/* Pictures */.a{fill:red}.b{fill:blue}/* Page */:root{"))
        let allowed = ContentPolicy(scripts: [], styles: [String(style)]).text.firstMatch(of: /'sha256-[^']*'/)?.output
        #expect(page.contains(try #require(allowed)), "the policy lets the browser apply it")
    }

    /// WCAG 2.1 AA asks for 4.5 : 1 between text and what lies behind it.
    @Test func keepsContrastInBothThemes() throws {
        let stylesheet = try PageTemplates().asset("page.css")
        let colours = try palette(stylesheet)
        let surfaces: [String: [String]] = [
            "ink": ["paper", "surface", "fail-surface", "not-evaluated-surface"],
            "muted": ["paper", "surface", "fail-surface", "not-evaluated-surface"],
            "link": ["paper", "surface", "fail-surface", "not-evaluated-surface"], "pass": ["paper"],
            "code-key": ["paper", "surface"], "code-string": ["paper", "surface"], "code-number": ["paper", "surface"],
            "code-comment": ["paper", "surface"], "code-verb": ["paper", "surface"],
            "fail": ["paper", "fail-surface"], "not-evaluated": ["paper", "not-evaluated-surface"],
        ]
        for (text, behind) in surfaces {
            for surface in behind {
                for theme in 0..<2 {
                    let ratio = contrast(try #require(colours[text])[theme], try #require(colours[surface])[theme])
                    #expect(ratio >= 4.5, "\(text) on \(surface), \(theme == 0 ? "light" : "dark"): \(ratio)")
                }
            }
        }
    }

    /// 3 : 1 for marks that are no text.
    @Test func keepsMarksVisibleInBothThemes() throws {
        let colours = try palette(try PageTemplates().asset("page.css"))
        for theme in 0..<2 {
            #expect(try contrast(#require(colours["faint"])[theme], #require(colours["paper"])[theme]) >= 3)
        }
    }

    /// `--name: light-dark(#rrggbb, #rrggbb);` as relative luminances.
    private func palette(_ stylesheet: String) throws -> [String: [Double]] {
        var colours: [String: [Double]] = [:]
        for line in stylesheet.split(separator: "\n") where line.contains(": light-dark(#") {
            let name = line.drop { $0 == " " || $0 == "-" }.prefix { $0 != ":" }
            colours[String(name)] = try line.split(separator: "#").dropFirst().map { text in
                luminance(try #require(UInt32(text.prefix(6), radix: 16)))
            }
        }
        return colours
    }

    private func luminance(_ colour: UInt32) -> Double {
        let channels = [16, 8, 0].map { shift -> Double in
            let value = Double((colour >> UInt32(shift)) & 255) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    private func contrast(_ one: Double, _ other: Double) -> Double {
        (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }
}
