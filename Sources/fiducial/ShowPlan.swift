import ArgumentParser
import Foundation
import Report

struct ShowPlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows which cells a render would run, and why.",
        discussion: """
            EXAMPLES:
              fiducial plan closure.md
              fiducial plan closure.md -p events=20000    what another parameter would cost
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @ArgumentParser.OptionGroup var store: StoreArguments

    func run() throws {
        var session = arguments.session
        store.apply(to: &session)
        do {
            try give(session.plan().description)
        } catch let error as InvalidDocument {
            complain(error.diagnostics.map(\.description))
            throw ExitCode(2)
        }
    }
}
