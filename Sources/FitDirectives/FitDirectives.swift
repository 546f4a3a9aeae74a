import Report

/// The verbs of unbinned, profiled likelihood fits, one file each. To add one, write its file and list it here.
public enum FitDirectives {
    public static let all: [any Directive.Type] = [
        GenerateDirective.self, TrainDirective.self, FitDirective.self, ProfileDirective.self, ScanDirective.self,
        HessianDirective.self, CoverageDirective.self,
        PlotDirective.self,
    ]
}
