/// Says nothing but what went wrong.
public struct QuietProgress: ProgressSink {
    private let output: ProgressOutput

    public init() { self.init(output: .standardError) }

    init(output: ProgressOutput) { self.output = output }

    public func begin(_ cell: String, verb: String) {}
    public func update(_ cell: String, _ progress: CellProgress) {}

    public func end(_ cell: String, _ outcome: CellOutcome) {
        switch outcome {
        case .failed, .blocked: output.write("\(cell): \(ProgressText.outcome(outcome))\n")
        case .ran, .cached, .manual, .cancelled: break
        }
    }
}
