import Foundation

/// The text of a file at a commit of git.
struct CommittedText {
    let text: String
    /// The first digits of the commit's name.
    let commit: String
    private let git: Git
    /// The whole name of the commit.
    private let digest: String

    /// - Parameters:
    ///   - path: the path of the file from the working folder; its folder must still exist.
    ///   - revision: a revision of git: a branch, a tag, `HEAD~1`, the digits of a commit.
    /// - Throws: ``ComparisonError/noCommit(_:why:)``.
    init(_ path: String, at revision: String) throws(ComparisonError) {
        let name = "\(path)@\(revision)"
        let file = URL(fileURLWithPath: path)
        let git = Git(folder: file.deletingLastPathComponent().path)
        guard FileManager.default.fileExists(atPath: git.folder) else {
            throw .noCommit(name, why: "there is no folder '\(git.folder)'")
        }
        guard git.output(["--version"]) != nil else {
            throw .noCommit(name, why: "the program 'git' was not found; install it, or compare pages")
        }
        guard git.output(["rev-parse", "--git-dir"]) != nil else {
            throw .noCommit(name, why: "'\(git.folder)' is in no repository of git; compare pages or stores")
        }
        // What begins with a hyphen is a revision all the same, and never an option.
        let found = git.output(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
        guard let found else {
            throw .noCommit(name, why: "there is no commit '\(revision)'; 'git log' lists them")
        }
        let commit = String(decoding: found, as: UTF8.self).trimmed
        guard let data = git.output(["cat-file", "blob", "\(commit):./\(file.lastPathComponent)"]) else {
            throw .noCommit(
                name,
                why: "the commit \(commit.prefix(10)) has no file '\(path)'; 'git log --follow' tells its old name")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .noCommit(name, why: "it is not UTF-8 text")
        }
        self.text = text
        self.commit = String(commit.prefix(10))
        self.git = git
        digest = commit
    }

    /// The content of another file of the same folder in the commit; nil where the commit does not have it.
    func file(_ name: String) -> Data? { git.output(["cat-file", "blob", "\(digest):./\(name)"]) }
}
