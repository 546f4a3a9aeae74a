import Foundation

/// The kind of file that a command writes, which determines the names that belong to files of other kinds.
///
/// A name without an extension, or with an unknown extension, is always allowed.
public struct OutputKind: Sendable {
    /// As messages call it.
    let what: String
    /// The extensions of such files, in lower case; the first one is suggested. Empty for a folder.
    let extensions: [String]

    /// A page of a report, or of a comparison.
    public static let page = OutputKind(what: "a page of HTML", extensions: ["html", "htm", "xhtml"])
    /// One value of JSON.
    public static let json = OutputKind(what: "JSON", extensions: ["json"])
    /// A line of JSON for each event of a run.
    public static let log = OutputKind(what: "a line of JSON for each change", extensions: ["jsonl", "ndjson"])
    /// Test cases in JUnit's format.
    public static let junit = OutputKind(what: "XML as JUnit writes it", extensions: ["xml"])
    /// The format of code scanning.
    public static let sarif = OutputKind(what: "SARIF", extensions: ["sarif", "json"])
    /// A model, or a checkpoint of one.
    public static let model = OutputKind(what: "a file of tensors", extensions: ["safetensors"])
    /// Results of a store; the extension of bundles is also allowed.
    public static let archive = OutputKind(what: "an archive that is not compressed", extensions: ["tar", "bundle"])
    /// Jobs or their results, which are an archive, too.
    public static let bundle = OutputKind(what: "a bundle", extensions: ["bundle", "tar"])
    /// Rules for Snakemake.
    public static let snakefile = OutputKind(what: "a Snakefile", extensions: ["smk"])
    /// Several files.
    public static let folder = OutputKind(what: "a folder", extensions: [])

    /// A name that belongs to another kind of file.
    public struct Mismatch: Sendable, Equatable {
        /// The kind of file of the name, in words.
        public let named: String
        /// The kind of file that is written, in words.
        public let written: String
        /// A name that fits.
        public let better: String
    }

    /// The mismatch of a name; nil if the name is allowed.
    ///
    /// - Parameter path: the path as it was given; only its extension is used.
    public func mismatch(_ path: String) -> Mismatch? {
        var path = path[...]
        while path.hasSuffix("/") { path = path.dropLast() }
        // A name that is a dot and a word has no extension.
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let end = name[name.index(after: dot)...].lowercased()
        guard !extensions.contains(end), let other = Self.known.first(where: { $0.ends.contains(end) }) else {
            return nil
        }
        var stem = path.dropLast(end.count + 1)
        // What is left of x.tar.gz.
        if end == "gz" || end == "bz2" || end == "xz" || end == "zst", stem.hasSuffix(".tar") {
            stem = stem.dropLast(4)
        }
        let better = extensions.first.map { "\(stem).\($0)" } ?? String(stem)
        return Mismatch(named: other.what, written: what, better: better)
    }

    /// What extensions stand for that say it to everybody.
    private static let known: [(what: String, ends: Set<String>)] = [
        ("Markdown", ["md", "markdown", "mkd", "mdown", "qmd", "rmd", "mdx"]),
        ("a notebook", ["ipynb"]),
        ("a PDF", ["pdf"]),
        ("a page of HTML", ["html", "htm", "xhtml"]),
        ("JSON", ["json"]),
        ("JSON line by line", ["jsonl", "ndjson"]),
        ("XML", ["xml"]),
        ("SARIF", ["sarif"]),
        ("YAML", ["yaml", "yml"]),
        ("TOML", ["toml"]),
        ("LaTeX", ["tex", "ltx"]),
        ("BibTeX", ["bib"]),
        ("a text document", ["docx", "doc", "odt", "rtf", "epub", "rst"]),
        ("slides", ["pptx", "ppt", "odp"]),
        ("a picture", ["png", "jpg", "jpeg", "gif", "webp", "svg", "tif", "tiff", "bmp", "eps", "ps"]),
        ("a table", ["csv", "tsv", "xlsx", "xls", "ods"]),
        ("events", ["root", "parquet", "h5", "hdf5", "npy", "npz"]),
        ("a model", ["safetensors", "pt", "pth", "ckpt", "onnx", "pkl", "pickle"]),
        ("an archive", ["tar", "zip", "7z", "tgz", "tbz2", "txz"]),
        ("a compressed file", ["gz", "bz2", "xz", "zst"]),
        ("a bundle of jobs", ["bundle"]),
        ("rules of Snakemake", ["smk"]),
        ("a drawing of Mermaid", ["mmd", "mermaid"]),
        ("a program", ["py", "swift", "sh", "js"]),
        ("a style sheet", ["css"]),
    ]
}
