import Foundation
import TestSupport
import Testing

@testable import Report

/// A picture that is no whole one is an error, and a page of PDF is drawn.
@Suite struct PictureTests {
    /// What is wrong with a report that shows a file.
    private func messages(_ data: Data, as name: String, link: String? = nil) throws -> [String] {
        let folder = try TemporaryFolder()
        try data.write(to: folder.url.appendingPathComponent(name))
        do {
            _ = try document("Text ![a](\(link ?? name))\n", folder: folder.url)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    private static let whole: [(format: String, data: Data)] = [
        ("PNG", Pictures.png), ("JPEG", Pictures.jpeg), ("GIF", Pictures.gif), ("WebP", Pictures.webP),
        ("SVG", Pictures.svg), ("PDF", Pictures.pdf()),
    ]

    @Test(arguments: whole.indices) func takesWhatIsWhole(_ index: Int) throws {
        #expect(try messages(Self.whole[index].data, as: "a.any") == [])
    }

    /// Cut at every place behind the first bytes, which tell what it is.
    @Test(arguments: whole.indices.dropLast()) func refusesWhatIsCut(_ index: Int) throws {
        let (format, data) = Self.whole[index]
        for count in 16..<data.count {
            // A GIF may lack its last byte.
            if format == "GIF", count == data.count - 1 { continue }
            let found = try messages(data.prefix(count), as: "a.any")
            #expect(
                found.first?.hasPrefix("report.md:1:11: error: the picture 'a.any' is no whole \(format): ") ?? false,
                "\(count): \(found)")
        }
    }

    @Test(arguments: 8..<86) func refusesAPNGOfWhichAByteIsAltered(_ index: Int) throws {
        var data = Pictures.png
        data[index] ^= 1
        #expect(try messages(data, as: "a.png").first?.contains("is no whole PNG") ?? false)
    }

    @Test(arguments: [
        ("<svg><g></svg>", "</svg> on line 1 stands where <g> is to be closed"), ("<svg a='1' a='2'/>", "'a' twice"),
        ("<svg>&</svg>", "an '&' on line 1"), ("<svg>\n<a b=c/></svg>", "the tag <a on line 2"),
        ("<svg/><svg/>", "behind its end"), ("<svg><!-- a </svg>", "has no end"), ("<svg></svg></g>", "closes nothing"),
        ("<svg>< g/></svg>", "begins no tag"), ("<svg/>text", "text stands behind"), ("<svg", "<svg on line 1"),
    ]) func refusesAnSVGThatBrowsersShowNothingOf(_ text: String, _ words: String) throws {
        let found = try messages(Data((text + "\n").utf8), as: "a.svg")
        #expect(found.count == 1 && found.first?.contains(words) ?? false, "\(found)")
    }

    @Test(arguments: [
        "<svg a='>' b=\"'\">&amp;&#955;<![CDATA[<&]]></svg>", "<?xml version='1.0'?><!-- < --><svg><?a <b?></svg>\n",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg>&a;<a:b-c.d xlink:href='#a'\n/></svg><!-- end -->",
        "<svg ><g ></g ></svg >",
    ]) func takesAnSVGThatIsWellFormed(_ text: String) throws {
        #expect(try messages(Data(text.utf8), as: "a.svg") == [])
    }

    @Test(arguments: [
        ("a.pdf", 2, false, "has 2 pages; say which, as in figure.pdf#page=2"),
        ("a.pdf#page=3", 2, false, "has no page 3"),
        ("a.pdf#page=0", 2, false, "has no page 0"), ("a.pdf", 1, true, "is encrypted"),
        ("a.pdf#page=x", 1, false, "there is no picture"),
    ]) func refusesAPDF(_ link: String, pages: Int, encrypted: Bool, _ words: String) throws {
        let found = try messages(Pictures.pdf(pages: pages, encrypted: encrypted), as: "a.pdf", link: link)
        #expect(found.count == 1 && found.first?.contains(words) ?? false, "\(found)")
    }

    @Test(arguments: ["%PDF-1.7\n", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n"])
    func refusesAPDFWithoutPages(_ text: String) throws {
        let found = try messages(Data(text.utf8), as: "a.pdf")
        #expect(found.count == 1, "\(found)")
    }

    @Test func drawsThePageThatIsMeant() async throws {
        let workplace = try Workplace()
        try Pictures.pdf(pages: 2).write(to: workplace.folder.appendingPathComponent("f.pdf"))
        let outcome = try await workplace.render("![a](f.pdf#page=2)\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        let data = try #require(html.firstMatch(of: /<img src="data:image\/svg\+xml;base64,([^"]*)" alt="a">/)).output.1
        let svg = String(decoding: try #require(Data(base64Encoded: String(data))), as: UTF8.self)
        #expect(svg.contains("width=\"40") && svg.contains("<path") && XMLShape.fault(of: Data(svg.utf8)) == nil)
    }
}
