/// The options that every cell has, whatever its verb.
public struct CellSettings: Sendable {
    /// When a cell runs.
    public enum Run: String, OptionChoice {
        /// When its result is not in the store.
        case auto
        /// Only when asked for by `--refresh`.
        case manual
    }

    /// What happens to other cells when this one fails.
    public enum OnError: String, OptionChoice {
        /// No further cell is started.
        case stop
        /// Only what depends on the cell is left out.
        case `continue`
    }

    /// A text that says nothing would leave a figure without words, or a gap.
    @Sendable private static func complaint(_ text: String?) -> String? {
        text?.trimmed.isEmpty ?? false ? "must not be empty; leave it out" : nil
    }

    static let caption = OptionKey<String?>(
        "caption", default: .some(nil), presentation: true, help: "The sentence below the figure or table; Markdown.",
        must: complaint)
    static let alt = OptionKey<String?>(
        "alt", default: .some(nil), presentation: true, help: "The figure in words, for those who do not see it.",
        must: complaint)
    static let title = OptionKey<String?>(
        "title", default: .some(nil), presentation: true, help: "A heading above what the cell shows; Markdown.",
        must: complaint)
    static let hide = OptionKey<Bool>(
        "hide", default: false, presentation: true,
        help: "Computes, and shows nothing unless it fails or finds something wrong with its result.")
    static let seed = OptionKey<UInt64?>(
        "seed", default: .some(nil), help: "The cell's own seed in place of the report's.")
    static let run = OptionKey<Run>(
        "run", default: .auto, presentation: true, help: "manual: only when asked for by --refresh.")
    static let onError = OptionKey<OnError>(
        "on-error", default: .continue, presentation: true, help: "stop: start no further cell when this one fails.")
    static let width = OptionKey<String?>(
        "width", default: .some(nil), presentation: true, help: "How wide its figures are set, such as 60%.",
        limits: "a percentage from 10% to 100%",
        must: { width in
            guard let width else { return nil }
            let digits = width.utf8.dropLast()
            let isPercent = width.utf8.last == UInt8(ascii: "%") && digits.allSatisfy { (48...57).contains($0) }
            let percent = isPercent && digits.count < 4 ? Int(width.dropLast()) : nil
            return percent.map { (10...100).contains($0) } ?? false
                ? nil : "must be a percentage from 10% to 100%, not '\(width)'"
        })
    static let accept = OptionKey<[String]>(
        "accept", default: [], presentation: true,
        help: "Findings about its result that the author accepts, by name; the page says so beside each.")

    /// All options.
    public static let schema = OptionSchema(caption, alt, title, hide, seed, run, onError, width, accept)

    let options: Options

    /// The texts of one line; a caption may have several lines.
    var texts: [AuthorText] {
        title.map { [AuthorText($0, at: options.place(of: Self.title))] } ?? []
    }

    /// The sentence below the figure or table, as the author wrote it.
    public var caption: String? { options[Self.caption] }
    /// The description of the figure.
    public var alt: String? { options[Self.alt] }
    /// A heading above what the cell shows.
    public var title: String? { options[Self.title] }
    /// Whether the cell shows nothing unless it fails or has findings.
    public var hide: Bool { options[Self.hide] }
    /// The seed of the cell; nil for a seed that is derived from the report's seed and the label.
    public var seed: UInt64? { options[Self.seed] }
    /// When it runs.
    public var run: Run { options[Self.run] }
    /// What happens to other cells when it fails.
    public var onError: OnError { options[Self.onError] }
    /// How wide its figures are set: "60%".
    public var width: String? { options[Self.width] }
    /// Names of accepted findings.
    public var accept: [String] { options[Self.accept] }

    /// Finds accepted names that are not findings of the verb.
    func unknownFindings(of directive: any Directive.Type) -> [Diagnostic] {
        let accept = accept
        guard !accept.isEmpty else { return [] }
        let known = directive.healthChecks.map(\.name)
        return accept.enumerated().filter { !known.contains($0.element) }.map { index, name in
            options.error(
                "'\(directive.verb)' has no finding '\(name)' to accept", at: Self.accept, String(index),
                remedy: known.isEmpty
                    ? "its cells find nothing; remove it" : NearMiss.remedy(for: name, among: known))
        }
    }
}
