# R's survey package: svyby(svymean) with logit limits worked out for all domains at once (svyciprop, domain by
# domain, takes longer). Reading the file is not counted. Arguments: FOLDER MEASURES ROUNDS.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
given <- commandArgs(trailingOnly = TRUE)
wanted <- as.integer(given[2]); rounds <- as.integer(given[3])
measures <- sprintf("q%02d", seq_len(wanted))
rows <- read.csv(file.path(given[1], "few.csv"), stringsAsFactors = TRUE)
for (m in measures) rows[[m]] <- ifelse(rows[[m]] == 0, NA, as.numeric(rows[[m]] >= 4))
seconds <- numeric(rounds); cpu <- numeric(rounds); fixed <- numeric(rounds); fixed_cpu <- numeric(rounds)
for (r in seq_len(rounds)) {
  begun <- proc.time()[["elapsed"]]; used <- sum(proc.time()[1:2])
  design <- svydesign(ids = ~1, strata = ~interaction(area, care_group), fpc = ~pop_size, data = rows)
  fixed[r] <- proc.time()[["elapsed"]] - begun; fixed_cpu[r] <- sum(proc.time()[1:2]) - used
  shares <- unlist(lapply(measures, function(m) {
    found <- svyby(as.formula(paste0("~", m)), ~area + care_group, design, svymean, na.rm = TRUE)
    p <- found[[m]]; e <- SE(found); reach <- 1.96 * e / (p * (1 - p))
    low <- plogis(qlogis(p) - reach); high <- plogis(qlogis(p) + reach)
    p
  }))
  seconds[r] <- proc.time()[["elapsed"]] - begun; cpu[r] <- sum(proc.time()[1:2]) - used
}
listed <- function(x) paste0("[", paste(format(x, digits = 6), collapse = ","), "]")
cat(sprintf('{"seconds": %s, "cpu": %s, "fixed": %.6f, "fixed_cpu": %.6f, "measures": %d, "share": %.15g}\n',
            listed(seconds), listed(cpu), median(fixed), median(fixed_cpu), wanted, mean(shares)))
