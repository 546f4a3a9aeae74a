import FitDirectives
import Report

/// The verbs of this program, beside those that the engine brings along.
let directives = DirectiveRegistry(FitDirectives.all)
