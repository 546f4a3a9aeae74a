import Testing

@testable import Report

@Suite struct PageInlineSVGTests {
    @Test func givesEveryNameThePrefix() throws {
        let file = """
            <?xml version="1.0"?>
            <svg xmlns="x" width="243.8pt" viewBox="0 0 243.8 180" aria-labelledby="t d"><title id="t">T</title>
            <g id="glyph-0-1" clip-path="url(#clip-0)"/><use xlink:href="#glyph-0-1"/>\
            <use href="#a" fill="url('#b')"/></svg>

            """
        let element = try #require(InlineSVG.element(file, prefix: "loss-"))
        #expect(
            element == """
                <svg style="--figure-width:325" xmlns="x" width="243.8pt" viewBox="0 0 243.8 180" \
                aria-labelledby="loss-t loss-d"><title id="loss-t">T</title>
                <g id="loss-glyph-0-1" clip-path="url(#loss-clip-0)"/><use xlink:href="#loss-glyph-0-1"/>\
                <use href="#loss-a" fill="url('#loss-b')"/></svg>
                """)
    }

    @Test(arguments: [
        ("width=\"86mm\"", "325"), ("width=\"640\"", "640"), ("width=\"640px\"", "640"),
        ("width=\"100%\" viewBox=\"0 0 300 200\"", "300"),
    ])
    func findsTheWidthInPixels(attributes: String, pixels: String) {
        let element = InlineSVG.element("<svg \(attributes)></svg>", prefix: "")
        #expect(element == "<svg style=\"--figure-width:\(pixels)\" \(attributes)></svg>")
    }

    @Test func saysThePictureInWords() {
        let element = InlineSVG.element("<svg></svg>", alt: "a < \"b\"", prefix: "p")
        #expect(element == "<svg role=\"img\" aria-label=\"a &lt; &quot;b&quot;\"></svg>")
    }

    @Test func leavesTheWidthOpenWhereTheFileDoes() {
        #expect(InlineSVG.element("<svg></svg>", prefix: "p") == "<svg></svg>")
        #expect(InlineSVG.element("no picture", prefix: "p") == nil)
    }

    @Test func keepsTextAsItIs() {
        let file = "<svg><text>ν̂ = \"0.5\" url(x) − a</text></svg>"
        #expect(InlineSVG.element(file, prefix: "p-") == file)
    }
}
