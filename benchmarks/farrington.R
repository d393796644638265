# Farrington Flexible by R's surveillance. Arguments: counts.csv (week,date,series…), first row to test, last row, out.csv.
# Prints the seconds (wall, CPU) of the detector alone.
suppressMessages(library(surveillance))
words <- commandArgs(TRUE)
d <- read.csv(words[1])
x <- as.matrix(d[, -(1:2), drop = FALSE])
weeks <- as.integer(words[2]):as.integer(words[3])
series <- sts(observed = x, epoch = as.numeric(as.Date(d$date)), epochAsDate = TRUE, frequency = 52)
control <- list(
  range = weeks, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, noPeriods = 10, pastWeeksNotIncluded = 26, trend = TRUE,
  pThresholdTrend = 1, thresholdMethod = "nbPlugin", alpha = 0.005, limit54 = c(0, 4), populationOffset = FALSE, glmWarnings = FALSE
)
used <- system.time(found <- suppressWarnings(farringtonFlexible(series, control = control)))
write.csv(data.frame(upperbound = as.vector(upperbound(found)), alarm = as.integer(as.vector(alarms(found)))), words[4], row.names = FALSE)
cat(used[["elapsed"]], used[["user.self"]] + used[["sys.self"]], as.character(packageVersion("surveillance")), "\n")
