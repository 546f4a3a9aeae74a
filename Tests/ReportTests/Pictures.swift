import Foundation

/// Small pictures, each whole.
enum Pictures {
    /// 4 × 3 points, transparent.
    static let png = decoded(
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAYAAAC09K7GAAAABmJLR0QA/wD/AP+gvaeTAAAADElEQVQImWNgIBkAAAAzAAHSQ7HjAAAAAElFTkSuQmCC"
    )
    /// As far as its segments go.
    static let jpeg = Data(
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0x4A, 0x46, 0xFF, 0xC0, 0, 11, 8, 0, 3, 0, 4, 1, 1, 0x11, 0]
            + [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x55, 0xFF, 0xD9])
    static let gif = decoded("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
    static let webP = decoded("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
    static let svg = Data("<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'><g id=\"a\">ν</g></svg>".utf8)

    /// - Parameter encrypted: whether a password is asked for.
    static func pdf(pages: Int = 1, encrypted: Bool = false) -> Data {
        let digest = String(repeating: "00112233", count: 8)
        let password =
            "/ID[<\(digest)><\(digest)>]/Encrypt<</Filter/Standard/V 1/R 2/O<\(digest)>/U<\(digest)>/P -4>>"
        let kids = [String](repeating: "3 0 R", count: pages).joined(separator: " ")
        return Data(
            """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[\(kids)]/Count \(pages)>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 40 20]/Contents 4 0 R>>endobj
            4 0 obj<</Length 15>>stream
            5 5 10 10 re f
            endstream endobj
            trailer<</Root 1 0 R\(encrypted ? password : "")>>
            %%EOF

            """.utf8)
    }

    private static func decoded(_ text: String) -> Data { Data(base64Encoded: text) ?? Data() }
}
