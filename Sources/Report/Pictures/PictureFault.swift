/// What is wrong with the content of a picture.
struct PictureFault: Error, Hashable, Sendable {
    /// A predicate: "is encrypted".
    let words: String
    let remedy: String

    init(_ words: String, remedy: String) {
        self.words = words
        self.remedy = remedy
    }

    /// - Parameter format: "PNG"
    static func damaged(_ format: String, _ how: String? = nil) -> PictureFault {
        PictureFault(
            "is no whole \(format)" + (how.map { ": \($0)" } ?? ""), remedy: "save or copy it once more")
    }
}
