/// Why two reports cannot be compared, apart from mistakes in a report.
public enum ComparisonError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name is neither a file, nor a folder, nor a file at a commit.
    case unknown(String)
    /// There is no such file, or it cannot be read.
    case unreadable(String, why: String)
    /// The store has no result of the report.
    case nothingComputed(report: String, store: String)
    /// The file is not a page of Fiducial.
    case noPage(String)
    /// The page contains no results for programs.
    case pageWithoutRecord(String)
    /// The results in a page cannot be read.
    case otherForm(String, why: String)
    /// The folder is not a store.
    case noStore(String)
    /// The store was written by another version of the program.
    case otherStore(String, format: String)
    /// The store has several reports, and either no report was named or the named one is not among them.
    case whichReport(store: String, wanted: String?, available: [String])
    /// A file cannot be read from a commit.
    case noCommit(String, why: String)

    /// The error and its remedy.
    public var description: String {
        switch self {
        case .unknown(let name):
            "'\(name)' is neither a file nor a folder; give a report (closure.md), its text at a commit "
                + "(closure.md@HEAD~1 or HEAD~1:closure.md), a page (closure.html), or a store (.fiducial/store)"
        case .unreadable(let path, let why): "cannot read '\(path)': \(why)"
        case .nothingComputed(let report, let store):
            "the store '\(store)' holds no result of '\(report)' as it stands; 'fiducial render' computes them, "
                + "and --store names another store"
        case .noPage(let path): "'\(path)' is not a page of Fiducial; give a page that 'fiducial render' wrote"
        case .pageWithoutRecord(let path):
            "the page '\(path)' holds no results for programs: it was written by a version before 'fiducial diff', or "
                + "with templates of one's own; render it again"
        case .otherForm(let path, let why):
            "the results in the page '\(path)' cannot be read: \(why); render the page again with this version"
        case .noStore(let path):
            "the folder '\(path)' is not a store; give the folder that --store names, by default .fiducial/store"
        case .otherStore(let path, let format):
            "the store '\(path)' is of format \(format) and this version reads format \(CellKey.storeFormat); render "
                + "the report again with this version, or compare pages"
        case .whichReport(let store, nil, let available):
            "the store '\(store)' holds "
                + (available.isEmpty
                    ? "no results yet; 'fiducial render' computes them"
                    : "several reports; name one by --report: \(available.joined(separator: ", "))")
        case .whichReport(let store, let wanted?, let available):
            "the store '\(store)' holds no report '\(wanted)' or several of that name; --report takes one of: "
                + (available.isEmpty ? "none, it is empty" : available.joined(separator: ", "))
        case .noCommit(let name, let why): "cannot read '\(name)': \(why)"
        }
    }
}
