/// What the command line asks for.
enum Arguments {
    private static let words = Array(CommandLine.arguments.dropFirst())

    static func has(_ name: String) -> Bool { words.contains(name) }

    /// The word after an option.
    static func value(_ name: String) -> String? {
        words.firstIndex(of: name).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    }

    static func integer(_ name: String, default standard: Int) -> Int { value(name).flatMap(Int.init) ?? standard }
}
