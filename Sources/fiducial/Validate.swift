import ArgumentParser
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
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @Flag(help: "Prints what is wrong as JSON ('fiducial schema diagnostics').") var json = false
    @Option(help: "Prints what is wrong as this service shows it beside the text, too: github.")
    var annotations: AnnotationService?

    func run() throws {
        let document: Document
        do {
            document = try arguments.session.readWithReview().document
        } catch {
            if json { try give(DiagnosticsDocument(error, of: arguments.report).json) }
            // Standard output has the JSON alone.
            if !json || annotations != nil { complain(error.diagnostics.map(\.description)) }
            annotations?.show(error.diagnostics.map(Annotation.init))
            throw ExitCode(2)
        }
        if json { return try give(DiagnosticsDocument(document, of: arguments.report).json) }
        let count = document.cells.count
        mention("\(arguments.report): \(count) \(count == 1 ? "cell" : "cells"), no errors")
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
