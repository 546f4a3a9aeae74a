/// A cell of a report, read and checked.
public final class Cell: Sendable {
    /// Unique in the document.
    public let label: String
    /// Its verb.
    public let directive: any Directive.Type
    /// The options of its verb.
    public let options: Options
    /// The options that every cell has.
    public let settings: CellSettings
    /// The body as the author wrote it.
    public let source: String
    /// The place of the opening fence.
    public let place: SourcePlace
    let caption: Prose?
    /// Those that stand in one line.
    let texts: [AuthorText]
    /// The cells that it names, in order, without repetitions.
    public let uses: [String]

    init(
        label: String, directive: any Directive.Type, options: Options, settings: CellSettings, source: String,
        place: SourcePlace, caption: Prose?, texts: [AuthorText]
    ) {
        self.label = label
        self.directive = directive
        self.options = options
        self.settings = settings
        self.source = source
        self.place = place
        self.caption = caption
        self.texts = texts
        var seen: Set<String> = []
        uses = options.references.map(\.label).filter { seen.insert($0).inserted }
    }

    /// The word in the braces.
    public var verb: String { directive.verb }

    /// The caption and its place.
    var placedCaption: (Prose, SourcePlace)? {
        caption.map { ($0, settings.options.place(of: CellSettings.caption)) }
    }
}
