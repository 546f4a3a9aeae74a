import Files
import Foundation

extension RenderSession {
    /// Writes the mistakes in a text to ``sarif``; without mistakes an empty log, which closes the reports of an
    /// earlier one.
    ///
    /// - Throws: where it cannot be written, for example because it would replace the report.
    public func writeSARIF(of diagnostics: [Diagnostic]) throws {
        guard let sarif else { return }
        var inputs: ProtectedFiles
        if let document = try? read() {
            inputs = self.inputs(of: document)
        } else {
            // What a text reads that is wrong is not known.
            inputs = ProtectedFiles()
            inputs.add(report, "the report")
            inputs.add(review.url, "the review of the report")
        }
        let file = try OutputFile(sarif)
        if let what = inputs.name(of: file) {
            throw ReplacedInput(input: what, what: SideFile.sarif.what, option: SideFile.sarif.option)
        }
        try file.write(SARIFLog(diagnostics.map(Annotation.init), engine: engine).json)
    }

    /// The outcome for a report with mistakes.
    func refused(_ error: InvalidDocument) -> Outcome {
        var messages = error.diagnostics.map(\.description)
        do {
            try writeSARIF(of: error.diagnostics)
        } catch {
            messages.append("\(name): error: \(error.words)")
        }
        return Outcome(
            exitStatus: 2, messages: messages, summary: nil, annotations: error.diagnostics.map(Annotation.init),
            run: nil)
    }
}
