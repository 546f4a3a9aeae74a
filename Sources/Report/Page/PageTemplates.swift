import Foundation
import Mustache

/// The page's templates, stylesheet and scripts.
///
/// They are compiled into the binary, so it runs from any folder. A folder of the user may replace any of them file by
/// file: what it holds wins, what it lacks stays as built in.
struct PageTemplates: Sendable {
    private static let suffix = ".html.mustache"

    private static let builtInSources: [String: [UInt8]] = [
        "page.html.mustache": PackageResources.page_html_mustache,
        "masthead.html.mustache": PackageResources.masthead_html_mustache,
        "contents.html.mustache": PackageResources.contents_html_mustache,
        "verdicts.html.mustache": PackageResources.verdicts_html_mustache,
        "verdict.html.mustache": PackageResources.verdict_html_mustache,
        "health.html.mustache": PackageResources.health_html_mustache,
        "finding.html.mustache": PackageResources.finding_html_mustache,
        "findings.html.mustache": PackageResources.findings_html_mustache,
        "cell.html.mustache": PackageResources.cell_html_mustache,
        "figure.html.mustache": PackageResources.figure_html_mustache,
        "table.html.mustache": PackageResources.table_html_mustache,
        "caption.html.mustache": PackageResources.caption_html_mustache,
        "files.html.mustache": PackageResources.files_html_mustache,
        "note.html.mustache": PackageResources.note_html_mustache,
        "problem.html.mustache": PackageResources.problem_html_mustache,
        "source.html.mustache": PackageResources.source_html_mustache,
        "provenance.html.mustache": PackageResources.provenance_html_mustache,
        "graph.html.mustache": PackageResources.graph_html_mustache,
        "comparison.html.mustache": PackageResources.comparison_html_mustache,
        "outdated.html.mustache": PackageResources.outdated_html_mustache,
        "live.html.mustache": PackageResources.live_html_mustache,
        "listing.html.mustache": PackageResources.listing_html_mustache,
        "review.html.mustache": PackageResources.review_html_mustache,
        "site.html.mustache": PackageResources.site_html_mustache,
        "signoff.html.mustache": PackageResources.signoff_html_mustache,
        "page.css": PackageResources.page_css,
        "print.css": PackageResources.print_css,
        "theme.js": PackageResources.theme_js,
        "page.js": PackageResources.page_js,
        "figures.js": PackageResources.figures_js,
        "explore.js": PackageResources.explore_js,
        "explore.css": PackageResources.explore_css,
        "comparison.css": PackageResources.comparison_css,
        "comparison.js": PackageResources.comparison_js,
        "live.css": PackageResources.live_css,
        "listing.css": PackageResources.listing_css,
        "site.css": PackageResources.site_css,
        "site.js": PackageResources.site_js,
        "live.js": PackageResources.live_js,
        "review.js": PackageResources.review_js,
    ]

    let mustache: MustacheLibrary
    private let assets: [String: String]
    private let replaced: Set<String>
    /// What stands between `<script>` and `</script>`, and between `<style>` and `</style>`, in the templates themselves.
    let literalScripts: [String]
    let literalStyles: [String]

    /// - Parameter folder: `*.html.mustache`, `*.css` and `*.js` that replace those built in (by name); a template with
    ///   a new name can be used as a partial.
    /// - Throws: ``PageError`` where the folder or a file in it cannot be read, a file in it is not used, or a template
    ///   is malformed, includes itself or uses an unknown name.
    init(replacingWith folder: URL? = nil) throws(PageError) {
        let builtIn = Self.builtInSources.mapValues { String(decoding: $0, as: UTF8.self) }
        let own = try folder.map { (folder) throws(PageError) in try Self.read(folder) } ?? [:]
        replaced = Set(own.keys)
        let sources = builtIn.merging(own) { _, own in own }
        var library = MustacheLibrary()
        var nesting = TemplateNesting()
        for (file, text) in sources.sorted(by: { $0.key < $1.key }) where file.hasSuffix(Self.suffix) {
            let name = String(file.dropLast(Self.suffix.count))
            // First: the parser of Mustache has no limit of its own.
            try nesting.read(text, name: name, file: file)
            library.register(try Self.parse(text, file: file), named: name)
        }
        try nesting.check(suffix: Self.suffix)
        if !own.isEmpty {
            try nesting.checkNames(known: try Self.valuesOfViews(builtIn), suffix: Self.suffix)
            try Self.refuse(own.keys.sorted(), besides: nesting.namesOfPartials)
        }
        mustache = library
        let templates = sources.filter { $0.key.hasSuffix(Self.suffix) }.values
        literalScripts = templates.flatMap { Self.elements("script", in: $0) }
        literalStyles = templates.flatMap { Self.elements("style", in: $0) }
        assets = sources.filter { !$0.key.hasSuffix(Self.suffix) }
    }

    /// What the views hold: the built-in templates show all of it.
    private static func valuesOfViews(_ builtIn: [String: String]) throws(PageError) -> Set<String> {
        var nesting = TemplateNesting()
        for (file, text) in builtIn where file.hasSuffix(suffix) { try nesting.read(text, name: file, file: file) }
        return nesting.namesOfValues
    }

    /// - Parameter partials: the names of templates that others bring in.
    /// - Throws: ``PageError/unusedFile(name:remedy:)`` where a file of the author's replaces none, and no template uses it.
    private static func refuse(_ files: [String], besides partials: Set<String>) throws(PageError) {
        for file in files where builtInSources[file] == nil {
            let isPartial = file.hasSuffix(suffix) && partials.contains(String(file.dropLast(suffix.count)))
            guard !isPartial else { continue }
            throw .unusedFile(name: file, remedy: NearMiss.remedy(for: file, among: builtInSources.keys))
        }
    }

    /// The texts of the elements of a name, but for those that are filled in.
    private static func elements(_ name: String, in template: String) -> [String] {
        var texts: [String] = []
        var rest = template[...]
        while let open = rest.range(of: "<\(name)"), let start = rest[open.upperBound...].firstIndex(of: ">"),
            let close = rest[start...].range(of: "</\(name)>")
        {
            let text = rest[start..<close.lowerBound].dropFirst()
            if !text.contains("{{") { texts.append(String(text)) }
            rest = rest[close.upperBound...]
        }
        return texts
    }

    /// The text of a stylesheet or script; empty for an unknown name.
    func asset(_ name: String) -> String { assets[name] ?? "" }

    /// The same in the form that a page contains: built-in files without comments and indentation, an author's files
    /// unchanged.
    func lightAsset(_ name: String) -> String {
        if replaced.contains(name) { return asset(name) }
        return name.hasSuffix(".css") ? LightSource.stylesheet(asset(name)) : LightSource.script(asset(name))
    }

    private static func read(_ folder: URL) throws(PageError) -> [String: String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw .unreadableFolder(path: folder.path)
        }
        var texts: [String: String] = [:]
        let suffixes = [".mustache", ".html", ".htm", ".css", ".js"]
        for name in names where !name.hasPrefix(".") && suffixes.contains(where: name.hasSuffix) {
            let file = folder.appendingPathComponent(name)
            do {
                let data = try Data(contentsOf: file)
                guard let text = String(validating: data, as: UTF8.self) else {
                    throw PageError.unreadableFile(path: file.path, reason: "it is not UTF-8")
                }
                texts[name] = text
            } catch let error as PageError {
                throw error
            } catch {
                throw .unreadableFile(path: file.path, reason: UnreadableFile(file)?.rawValue ?? "it cannot be opened")
            }
        }
        return texts
    }

    /// What is wrong with a template, for someone who does not know the parser.
    private static func words(_ error: any Error) -> String {
        switch "\(error)" {
        case "expectedSectionEnd": "a section that is opened by {{#name}} or {{^name}} is not closed by {{/name}}"
        case "sectionCloseNameIncorrect": "{{/name}} closes another section than the one that is open"
        case "unfinishedName", "overflow": "a tag has no end: write }} behind its name, }}} where it begins with {{{"
        case "invalidSetDelimiter": "{{=… …=}} wants two marks with a blank between them"
        case "invalidConfigVariableSyntax", "unrecognisedConfigVariable": "{{% … }} is no setting of templates"
        case let other: "the template cannot be read (\(other))"
        }
    }

    /// Where a tag is opened and not closed, which the parser would leave out with all that follows.
    private static func unclosed(_ text: String) -> (line: Int, column: Int)? {
        guard let last = text.ranges(of: "{{").last, !text[last.upperBound...].contains("}}") else { return nil }
        let before = text[..<last.lowerBound]
        let start = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
        return (before.count { $0 == "\n" } + 1, before.distance(from: start, to: before.endIndex) + 1)
    }

    private static func parse(_ text: String, file: String) throws(PageError) -> MustacheTemplate {
        if let place = unclosed(text) {
            throw .malformedTemplate(
                name: file, line: place.line, column: place.column, reason: "a tag has no end: write }} behind its name"
            )
        }
        do {
            return try MustacheTemplate(string: text)
        } catch let error as MustacheTemplate.ParserError {
            throw .malformedTemplate(
                name: file, line: error.context.lineNumber, column: error.context.columnNumber,
                reason: words(error.error))
        } catch {
            throw .malformedTemplate(name: file, line: 1, column: 1, reason: "\(error)")
        }
    }
}

/// Why a page cannot be set.
enum PageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// `--templates` is not a readable folder.
    case unreadableFolder(path: String)
    case unreadableFile(path: String, reason: String)
    /// A template breaks the rules of Mustache; line and column count from 1.
    case malformedTemplate(name: String, line: Int, column: Int, reason: String)
    /// A file that does not replace a built-in one and that no template uses.
    case unusedFile(name: String, remedy: String)
    /// A partial is used that is neither built in nor in the folder of templates.
    case missingTemplate(name: String)
    /// The values in a text are too long to be shown; the place is that of the first one beyond the limit.
    case tooLong(place: SourcePlace, most: Int)
    /// A picture in a text was not read.
    case unreadPicture(link: String)

    var description: String {
        switch self {
        case .unreadableFolder(let path):
            return "'\(path)' is not a folder that can be read; --templates takes a folder"
        case .unreadableFile(let path, let reason):
            return "\(path): cannot be read: \(reason)"
        case .malformedTemplate(let name, let line, let column, let reason):
            return "\(name):\(line):\(column): error: \(reason)"
        case .unusedFile(let name, let remedy):
            return "no template uses the file '\(name)' of the folder of templates; \(remedy)"
        case .missingTemplate(let name):
            return "there is no template '\(name).html.mustache'; put it into the folder of --templates"
        case .tooLong(let place, let most):
            return "with the value on line \(place.line) the texts of the page have more than \(most >> 20) MB; "
                + "show shorter values, or fewer"
        case .unreadPicture(let link):
            return "the picture '\(link)' was not read"
        }
    }
}
