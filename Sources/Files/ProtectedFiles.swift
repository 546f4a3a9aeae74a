import Foundation

/// The files that a command reads, which it must therefore not write.
public struct ProtectedFiles: Sendable {
    private var names: [FileIdentity: String] = [:]

    public init() {}

    /// - Parameter what: the file in words for messages: "the report". The first that is said of a file is kept.
    public mutating func add(_ url: URL, _ what: String) {
        guard let identity = FileIdentity(url), names[identity] == nil else { return }
        names[identity] = what
    }

    /// What is read from the place, in the words of ``add(_:_:)``; nil where nothing is.
    public func name(of output: OutputFile) -> String? { output.identity.flatMap { names[$0] } }

    /// The same of a file that stands in the way; links are followed.
    public func name(of url: URL) -> String? { FileIdentity(url).flatMap { names[$0] } }
}
