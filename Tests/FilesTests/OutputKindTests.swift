import Testing

@testable import Files

/// What names stand for, and where that is not what is written.
@Suite struct OutputKindTests {
    @Test(arguments: [
        "page", "page.html", "PAGE.HTML", "a.b", "v1.2", ".md", "x/.html", "a.md/page", "-", "", "page.",
        "run 2024.06.01",
    ])
    func letsNamesBe(_ name: String) { #expect(OutputKind.page.mismatch(name) == nil) }

    @Test(arguments: [
        ("new.md", "Markdown", "new.html"), ("a/new.Rmd", "Markdown", "a/new.html"), ("x.pdf", "a PDF", "x.html"),
        ("a.html.md", "Markdown", "a.html.html"), ("page.tar.gz", "a compressed file", "page.html"),
        ("x.ipynb", "a notebook", "x.html"),
        ("./x.safetensors", "a model", "./x.html"), ("été.csv", "a table", "été.html"),
    ]) func namesWhatANameStandsFor(_ path: String, _ named: String, _ better: String) {
        #expect(OutputKind.page.mismatch(path) == .init(named: named, written: "a page of HTML", better: better))
    }

    @Test func aFolderHasNoExtensionOfFiles() {
        #expect(OutputKind.folder.mismatch("figures.pdf/")?.better == "figures")
        #expect(OutputKind.folder.mismatch("v1.5") == nil)
    }

    /// What is proposed is taken.
    @Test func proposesWhatItTakes() {
        for kind in [OutputKind.page, .json, .log, .junit, .sarif, .model, .archive, .bundle, .snakefile, .folder] {
            for end in ["md", "pdf", "png", "tar.gz", "zip", "py"] {
                let better = kind.mismatch("a.\(end)")?.better
                #expect(better.map { kind.mismatch($0) } == .some(nil), "\(kind) \(end)")
            }
        }
    }
}
