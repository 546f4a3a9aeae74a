import ArgumentParser
import Foundation
import Report

struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks a report without computing anything.",
        discussion: """
            Prints every mistake of the report and of its review with line and column. Exit status 0 where there is none, otherwise 2.

            EXAMPLE:
              fiducial validate closure.md
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments

    func run() throws {
        let document: Document
        do {
            document = try arguments.session.readWithReview().document
        } catch {
            complain(error.diagnostics.map(\.description))
            throw ExitCode(2)
        }
        let count = document.cells.count
        mention("\(arguments.report): \(count) \(count == 1 ? "cell" : "cells"), no errors")
    }
}
