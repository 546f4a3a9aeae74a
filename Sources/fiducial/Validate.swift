import ArgumentParser
import Files
import Foundation
import Report

struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks a report without computing anything.",
        discussion: """
            Prints every mistake of the report and of its review with line and column. Exit status 0 where there is none, otherwise 2.

            EXAMPLES:
              fiducial validate closure.md
              fiducial validate closure.md --json                  for an editor
              fiducial validate closure.md --annotations github    in a workflow of GitHub, beside the lines
              fiducial validate closure.md --sarif closure.sarif   for code scanning; without results where nothing is wrong
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @Flag(help: "Prints mistakes as JSON ('fiducial schema diagnostics').") var json = false
    @Option(help: "Also prints mistakes as this service shows them beside the text: github.")
    var annotations: AnnotationService?

    @Option(
        help: ArgumentHelp("Also writes mistakes as SARIF; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["sarif"]))
    var sarif: String?

    func validate() throws {
        if json, sarif == "-" { throw ValidationError("--json and --sarif - both write to standard output.") }
        _ = try place
    }

    private var place: OutputFile? {
        get throws {
            try sarif.map {
                try outputPlace($0, as: .sarif, for: "--sarif", besides: [("the report", arguments.report)])
            }
        }
    }

    func run() throws {
        var session = arguments.session
        session.sarif = try place?.url
        let document: Document
        do {
            document = try session.readWithReview().document
        } catch {
            try scan(error.diagnostics, session)
            if json { try give(DiagnosticsDocument(error, of: arguments.report).json) }
            // Standard output has the JSON alone.
            if !json || annotations != nil { complain(error.diagnostics.map(\.description)) }
            annotations?.show(error.diagnostics.map(Annotation.init))
            throw ExitCode(2)
        }
        try scan([], session)
        if json { return try give(DiagnosticsDocument(document, of: arguments.report).json) }
        let count = document.cells.count
        mention("\(arguments.report): \(count) \(count == 1 ? "cell" : "cells"), no errors", besides: try place)
    }

    private func scan(_ diagnostics: [Diagnostic], _ session: RenderSession) throws {
        do {
            try session.writeSARIF(of: diagnostics)
        } catch {
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
    }
}

/// A service that shows messages beside the text that they are about.
enum AnnotationService: String, ExpressibleByArgument, CaseIterable {
    case github

    /// GitHub reads both streams of a step.
    func show(_ annotations: [Annotation]) {
        switch self {
        case .github: complain(annotations.map(\.gitHub))
        }
    }
}
