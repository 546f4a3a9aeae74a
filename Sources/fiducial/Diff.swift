import ArgumentParser
import Files
import Foundation
import Report

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what differs between two reports: options, values, verdicts, findings and figures.",
        discussion: """
            OLD and NEW are each
              closure.md               a report, with what the store holds for it as it stands
              closure.md@COMMIT        its text and its review at a commit of git, with what the store holds for that; files \
            that cells read are those of today (COMMIT:closure.md is the same; paths start at the working folder)
              closure.html             a page that was rendered; the results stand in it
              .fiducial/store          a store, with the last results of a report; --report names one of several

            Nothing is computed. Cells are paired by label; a renamed one is found by its key, or by verb and options. A \
            value that has an error is told in σ: |Δ|/max(σ_old, σ_new). Results of the same data are correlated, so that \
            errors do not add; σ says how much a change matters, not how likely chance makes it. Of lists of more than 16 \
            elements only a digest is compared. --page shows figures side by side, overlaid and blinking. What \
            reviewers said of OLD and that does not hold for NEW is told as expired; what they say of one alone is told too.

            EXAMPLES:
              fiducial diff closure.md@HEAD closure.md
              fiducial diff old/closure.html build/closure.html --page diff.html
              fiducial diff main.html closure.html --gate 0.5σ       for CI
              fiducial diff main.html closure.html --json > diff.json

            EXIT STATUS:
              0    compared; whatever differs is within the gate, or there is no gate
              1    with --gate: a value with an error moved by more σ or is no number any more, a claim came out as fail \
            or as not evaluated, or a cell lost its result; or the page cannot be written
              2    something that is named is not there, holds no results, or is wrong
            """)

    @Argument(help: ArgumentHelp("What to compare with.", valueName: "old")) var old: String
    @Argument(help: ArgumentHelp("What is compared.", valueName: "new")) var new: String

    @ArgumentParser.OptionGroup var inputs: ReportInputs

    @ArgumentParser.OptionGroup var folder: StoreFolder

    @Option(help: ArgumentHelp("Which report of a store that is compared.", valueName: "name"))
    var report: String?

    @Flag(help: "Prints everything as JSON.")
    var json = false

    @Option(
        help: ArgumentHelp("Writes a page with tables and figures; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var page: String?

    @Option(
        help: ArgumentHelp("Fails if a value changed by more than this many σ: 0.5 or 0.5σ.", valueName: "nσ"))
    var gate: SigmaLimit?

    @Option(help: "Numbers with a smaller relative difference are the same.")
    var tolerance = 1e-9

    @ArgumentParser.OptionGroup var templates: TemplateFolder

    func validate() throws {
        guard tolerance >= 0, tolerance < 1 else { throw ValidationError("--tolerance must be from 0 to below 1.") }
        if page == "-", json { throw ValidationError("--page - and --json both write to standard output.") }
        _ = try place
    }

    private var session: CompareSession {
        var session = CompareSession(old, new, directives: directives)
        session.parameters = inputs.parameters
        session.allowedFolders = inputs.folders
        session.store = folder.store
        session.report = report
        session.templates = templates.url
        session.tolerance = tolerance
        session.gate = gate?.sigmas
        session.engine = Version.text
        return session
    }

    /// The place of the page; nil if no page is requested.
    private var place: OutputFile? {
        get throws {
            try page.map { page in
                try outputPlace(
                    page, as: .page, for: "--page",
                    besides: session.files.map { (what: "'\($0)', which is compared", path: $0) })
            }
        }
    }

    /// A page takes the place of an older page, and of nothing else.
    private func requireFree() throws {
        guard let place = try place, place.isReplaced else { return }
        let what =
            try session.inputs().name(of: place)
            ?? (PageFile.mayBeReplaced(place.place) ? nil : "a file that is no page")
        guard let what else { return }
        complain(["error: --page: '\(place.url.relativePath)' would take the place of \(what); give another file"])
        throw ExitCode(2)
    }

    func run() throws {
        let outcome: CompareSession.Outcome
        do {
            try requireFree()
            outcome = try session.compare(wantsPage: page != nil)
        } catch let error as InvalidDocument {
            complain(error.diagnostics.map(\.description))
            throw ExitCode(2)
        } catch let error as ComparisonError {
            complain(["error: \(error)"])
            throw ExitCode(2)
        } catch {
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
        let text = json ? try outcome.comparison.json : outcome.comparison.description.printable
        if let place = try place, let html = outcome.page {
            do {
                try place.write(Data(html.utf8))
            } catch {
                complain(["error: \(error)"])
                throw ExitCode.failure
            }
            if place.isStandardOutput { complain([text]) } else { try give(text) }
        } else {
            try give(text)
        }
        if outcome.comparison.gate?.passes == false { throw ExitCode.failure }
    }
}

/// A number of σ: `0.5` or `0.5σ`.
struct SigmaLimit: ExpressibleByArgument {
    let sigmas: Double

    init?(argument: String) {
        let number = argument.hasSuffix("σ") ? String(argument.dropLast()) : argument
        guard let sigmas = Double(number.trimmingCharacters(in: .whitespaces)), sigmas >= 0, sigmas.isFinite else {
            return nil
        }
        self.sigmas = sigmas
    }

    var defaultValueDescription: String { "\(sigmas)" }
}
