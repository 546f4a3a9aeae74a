/// Shows only what went wrong.
struct QuietProgress: ProgressSink {
    private let output: ProgressOutput

    init(output: ProgressOutput) { self.output = output }

    func begin(_ cell: String, verb: String) {}
    func update(_ cell: String, _ progress: CellProgress) {}

    func end(_ cell: String, _ outcome: CellOutcome) {
        switch outcome {
        case .failed, .blocked: output.write("\(cell): \(ProgressText.outcome(outcome))\n")
        case .ran, .cached, .manual, .cancelled: break
        }
    }
}
