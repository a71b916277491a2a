# Rscript make.R OUT rossi.csv (of the Python package lifelines, MIT): data sets and the values of R's survival and cmprsk that the kernel is compared with
library(survival); library(cmprsk); library(jsonlite)
out <- commandArgs(TRUE)[1]
rossi <- read.csv(commandArgs(TRUE)[2])
num <- function(x) { x <- unname(x); ifelse(is.finite(x), x, NA) }
km <- function(d, time, status, times, conf) {
  f <- survfit(Surv(d[[time]], d[[status]]) ~ 1, conf.type=conf); s <- summary(f, times=times)
  list(time=num(s$time), n_risk=num(s$n.risk), survival=num(s$surv), lower=num(s$lower), upper=num(s$upper))
}
lungc <- na.omit(data.frame(time=lung$time, status=lung$status-1, age=lung$age, sex=lung$sex, ph.ecog=lung$ph.ecog, ph.karno=lung$ph.karno))
col <- colon[colon$etype==2, ]
col <- na.omit(data.frame(time=col$time, status=col$status, age=col$age, sex=col$sex, nodes=col$nodes, obstruct=col$obstruct, rx=as.integer(col$rx)))
hrt <- data.frame(start=heart$start, stop=heart$stop, event=heart$event, age=heart$age, year=heart$year, surgery=heart$surgery, transplant=as.integer(heart$transplant)-1)
mg <- data.frame(time=ifelse(mgus2$pstat==1, mgus2$ptime, mgus2$futime), event=ifelse(mgus2$pstat==1, 1, 2*mgus2$death), sex=as.character(mgus2$sex))
write.csv(lungc, file.path(out,"lung.csv"), row.names=FALSE); write.csv(col, file.path(out,"colon.csv"), row.names=FALSE)
write.csv(hrt, file.path(out,"heart.csv"), row.names=FALSE); write.csv(mg, file.path(out,"mgus2.csv"), row.names=FALSE)
write.csv(rossi[,c("week","arrest","fin","age","race","wexp","mar","paro","prio")], file.path(out,"rossi.csv"), row.names=FALSE)
res <- list()
for (conf in c("log-log","log","plain")) {
  res[[paste0("lung ",conf)]] <- km(lungc,"time","status",c(0,5,60,310,365,700,1022),conf)
  res[[paste0("rossi ",conf)]] <- km(rossi,"week","arrest",c(1,12,26,51,52),conf)
}
hk <- survfit(Surv(start,stop,event)~1, data=hrt, conf.type="log-log"); s <- summary(hk, times=c(1,30,90,365,1000))
res$heart <- list(time=num(s$time), n_risk=num(s$n.risk), survival=num(s$surv), lower=num(s$lower), upper=num(s$upper))
rm <- function(f, tau) { t <- summary(f, rmean=tau)$table; c(t[["rmean"]], t[["se(rmean)"]]) }
res$rmean <- list(lung365=rm(survfit(Surv(time,status)~1,data=lungc),365), lung1022=rm(survfit(Surv(time,status)~1,data=lungc),1022), rossi52=rm(survfit(Surv(week,arrest)~1,data=rossi),52), rossi26=rm(survfit(Surv(week,arrest)~1,data=rossi),26))
lr <- function(f) { d <- f; c(d$chisq, length(d$n)-1, 1-pchisq(d$chisq, length(d$n)-1)) }
res$logrank <- list(lung_sex=lr(survdiff(Surv(time,status)~sex,lungc)), rossi_fin=lr(survdiff(Surv(week,arrest)~fin,rossi)), colon_rx=lr(survdiff(Surv(time,status)~rx,col)), lung_ecog=lr(survdiff(Surv(time,status)~ph.ecog,lungc)))
cx <- function(f) { z <- cox.zph(f); list(coef=num(coef(f)), se=num(sqrt(diag(vcov(f)))), loglik=num(f$loglik), concordance=num(f$concordance[["concordance"]]), zph_chi2=num(z$table[,"chisq"]), zph_p=num(z$table[,"p"])) }
res$cox <- list(
 lung=cx(coxph(Surv(time,status)~age+sex+ph.ecog+ph.karno,lungc)),
 rossi=cx(coxph(Surv(week,arrest)~fin+age+race+wexp+mar+paro+prio,rossi)),
 rossi_breslow=cx(coxph(Surv(week,arrest)~fin+age+race+wexp+mar+paro+prio,rossi,ties="breslow")),
 colon=cx(coxph(Surv(time,status)~age+sex+nodes+obstruct+rx,col)),
 heart=cx(coxph(Surv(start,stop,event)~age+year+surgery+transplant,hrt)))
ci <- function(t,e,times){ f <- cuminc(t,e); p <- timepoints(f, times); list(times=times, est=unname(as.matrix(p$est)), var=unname(as.matrix(p$var))) }
tt <- c(12,60,120,240,360)
res$cuminc_mgus2 <- ci(mg$time, mg$event, tt)
fs <- survfit(Surv(time, factor(event))~1, data=mg, conf.type="log-log"); s <- summary(fs, times=tt)
res$survfit_mgus2 <- list(times=tt, est=unname(s$pstate[,2:3]), se=unname(s$std.err[,2:3]), lower=unname(s$lower[,2:3]), upper=unname(s$upper[,2:3]))
res$distributions <- list(pchisq=pchisq(c(0.01,1,3.84,20,100,500),c(1,2,1,10,80,400),lower.tail=FALSE), qbeta=c(qbeta(.025,1,29),qbeta(.975,2,28),qbeta(.025,500,9501),qbeta(.975,0.5,0.5)))
write(toJSON(res, digits=NA, auto_unbox=TRUE, na="null"), file.path(out,"r.json"))
cat(R.version.string, as.character(packageVersion("survival")), as.character(packageVersion("cmprsk")), "\n")
