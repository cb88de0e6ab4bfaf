public import ArgumentParser
public import DebriefKit

// The library's words as values of flags; conformances of public types are public by the language's rule.
extension ReportFormat: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
extension TableFormat: ExpressibleByArgument {}
